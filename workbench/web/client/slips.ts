/** The code of a slip stands behind the hash of the address, where no server sees it; it is put into its field and taken away. */

export function takeSlip(form: HTMLElement): void {
  const code = /^#slip=([a-z2-9]{12})$/.exec(location.hash)?.[1];
  const field = form.querySelector<HTMLInputElement>('input[name="code"]');
  if (!code || !field) return;
  if (!field.value) field.value = code.replace(/(.{4})(?=.)/g, "$1-");
  history.replaceState(null, "", location.pathname);
}
