/* Before anything is painted: the visitor's choice of light or dark, or that of the page that shows this one. */
(() => {
  const choices = ['light', 'dark'];
  const asked = new URLSearchParams(location.search).get('scheme');
  let kept = null;
  try {
    kept = localStorage.getItem('porchlight.theme');
  } catch {
    // The browser keeps nothing here: the system's choice counts.
  }
  const choice = [kept, asked].find((theme) => theme !== null && choices.includes(theme));
  if (choice) document.documentElement.dataset.theme = choice;
})();
