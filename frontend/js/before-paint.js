/* Before anything is painted: light or dark, as the visitor chose or as the page that shows this one is; and no greeting where this
   tab has a conversation that is about to be shown. */
(() => {
  const { dataset } = document.documentElement;
  const themes = ['light', 'dark'];
  const asked = new URLSearchParams(location.search).get('scheme');
  let chosen = null;
  let kept = null;
  try {
    chosen = localStorage.getItem('porchlight.theme');
    kept = localStorage.getItem(sessionStorage.getItem('porchlight.tab') ?? '');
  } catch {
    // The browser keeps nothing here: the system's colours count, and there is no conversation.
  }
  const theme = [chosen, asked].find((one) => one !== null && themes.includes(one));
  if (theme) dataset.theme = theme;
  if (kept) dataset.kept = '';
})();
