// What clicks and keys do: rows of problems open and close, and the filters narrow them.

const isOpen = (button) => button.getAttribute('aria-expanded') === 'true';

// `then` gets the problem's view, at once if its traces are in the page.
const setOpen = (button, open, then = () => {}) => {
  if (isOpen(button) === open) return;
  button.setAttribute('aria-expanded', String(open));
  if (!open) {
    button.nextElementSibling.remove();
    return;
  }
  const place = element('div', { class: 'detail' }, element('p', { class: 'muted', role: 'status' }, 'Loading…'));
  button.after(place);
  withProblem(button.dataset.problem, (problem) => {
    const view = problemView(problem);
    place.replaceWith(view);
    then(view);
  }, (why) => place.replaceChildren(element('p', { class: 'warning', role: 'alert' }, why)));
};

const showSample = (view, index) => {
  const sample = view.querySelectorAll('.sample.full')[index];
  if (!sample) return;
  sample.scrollIntoView({ block: 'start' });
  sample.focus({ preventScroll: true });
};

// A mark of the map leads to its sample; anywhere else the row opens and closes.
document.addEventListener('click', (event) => {
  const button = event.target.closest('button.problem');
  if (!button) return;
  const dot = event.target.closest('.dot');
  if (!dot) {
    setOpen(button, !isOpen(button));
    return;
  }
  const index = [...dot.parentNode.children].indexOf(dot);
  if (isOpen(button)) {
    showSample(button.nextElementSibling, index);
  } else {
    setOpen(button, true, (view) => showSample(view, index));
  }
});

for (const filter of document.querySelectorAll('.filter')) {
  const list = document.getElementById(filter.dataset.list);
  const search = filter.querySelector('input');
  const solved = filter.querySelector('select');
  const status = filter.querySelector('[role=status]');
  const apply = () => {
    const words = search.value.trim().toLowerCase();
    let shown = 0;
    for (const button of list.querySelectorAll('button.problem')) {
      const rate = Number(button.dataset.rate);
      const wanted = { all: true, never: rate === 0, sometimes: rate > 0 && rate < 1, always: rate === 1 };
      const hit = wanted[solved.value] && button.querySelector('.id').textContent.toLowerCase().includes(words);
      if (!hit) setOpen(button, false);
      button.hidden = !hit;
      shown += hit ? 1 : 0;
    }
    status.textContent = `${shown} shown`;
  };
  search.addEventListener('input', apply);
  solved.addEventListener('change', apply);
}

// "page.html#0-17" opens problem 17 of the first run: a link that one reader can send to another.
const openLinked = () => {
  const wanted = decodeURIComponent(location.hash.slice(1));
  for (const button of document.querySelectorAll('button.problem')) {
    if (button.dataset.problem !== wanted) continue;
    const run = button.closest('details.run');
    if (run) run.open = true;
    setOpen(button, true);
    button.scrollIntoView({ block: 'start' });
  }
};
window.addEventListener('hashchange', openLinked);
openLinked();
