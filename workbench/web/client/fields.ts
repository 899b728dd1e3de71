/** What people typed: fields, whether they differ from what the server rendered, and forms as bodies. */

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const NOT_TYPED = new Set(["hidden", "button", "submit", "reset", "image"]);

export function isField(node: unknown): node is Field {
  return node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement;
}

/** True for the places where a caret stands or a list is open; a tick box survives a patch without help. */
export function isTextPlace(node: Element | null): boolean {
  if (node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement) return true;
  if (node instanceof HTMLInputElement) return !NOT_TYPED.has(node.type) && !["checkbox", "radio"].includes(node.type);
  return node instanceof HTMLElement && node.isContentEditable;
}

/** True when a person changed this field since the server rendered it. */
export function isDirty(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    const rendered = [...field.options].some((option) => option.defaultSelected);
    return [...field.options].some((option, i) =>
      rendered ? option.selected !== option.defaultSelected : !field.multiple && option.selected && i > 0,
    );
  }
  if (field instanceof HTMLInputElement) {
    if (NOT_TYPED.has(field.type)) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return (field.files?.length ?? 0) > 0;
  }
  return field.value !== field.defaultValue;
}

export function fieldsIn(root: ParentNode): Field[] {
  return [...root.querySelectorAll<Field>("input, textarea, select")];
}

/** True when the form holds anything a person typed. */
export function isDirtyForm(form: HTMLFormElement | null): boolean {
  return form !== null && [...form.elements].some((element) => isField(element) && isDirty(element));
}

/** The body of a form as it would be sent without scripts, the pressed button included. */
export function bodyOf(form: HTMLFormElement, submitter: HTMLElement | null): FormData {
  const body = new FormData(form);
  if ((submitter instanceof HTMLButtonElement || submitter instanceof HTMLInputElement) && submitter.name) {
    body.append(submitter.name, submitter.value);
  }
  return body;
}

/** True when a field may be kept on this machine: no passwords, no files, nothing marked as never kept. */
export function mayBeKept(field: Element): boolean {
  if (field.closest("[data-never-kept]")) return false;
  return !(field instanceof HTMLInputElement && ["password", "file", "hidden"].includes(field.type));
}

/** What a person typed, as one comparable text; the machine's own fields (`_key`, `_csrf`, hidden ones) stay out. */
export function typedIn(form: HTMLFormElement): string {
  const typed = [...form.elements].filter((element): element is Field => isField(element) && element.type !== "hidden");
  return JSON.stringify(
    typed.map((field) =>
      field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)
        ? [field.name, field.value, field.checked]
        : [field.name, field.value],
    ),
  );
}

/** The hidden field of that name; null when the form has none. */
export function hiddenField(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}
