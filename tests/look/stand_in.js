// Stands in for the client: marks the issue that is read, says that the link is up, chooses the colours, opens what is asked for.
const dark = new URLSearchParams(location.search).get('dark');
document.querySelector('link[data-dark]').media = dark ? 'screen' : 'not all';
document.documentElement.dataset.theme = dark ? 'dark' : 'light';
addEventListener('DOMContentLoaded', () => {
  for (const sign of document.querySelectorAll('[data-link]')) sign.dataset.link = 'in-step';
  for (const row of document.querySelectorAll('[data-issue-link]'))
    if (row.dataset.issueLink === document.body.dataset.issue) row.setAttribute('aria-current', 'page');
  for (const list of document.querySelectorAll('[data-messages]')) list.scrollTop = list.scrollHeight;
  document.querySelector(new URLSearchParams(location.search).get('open') || 'nothing')?.showPopover();
});
