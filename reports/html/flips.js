// A sample that flipped, in both runs side by side.

const sampleOf = (problem, index) =>
  problem.samples.find((sample) => sample.kind === 'full' && sample.index === index);

const flipSide = (name, problem, index) => {
  const sample = sampleOf(problem, index);
  return element('div', {}, element('h3', {}, `Run ${name}`),
    sample ? sampleView(sample, problem.gold) : element('p', { class: 'muted' }, 'No such sample.'));
};

const openFlip = (button, place) => {
  const { a, b, other, sample } = button.dataset;
  const fail = (why) => place.replaceChildren(element('p', { class: 'warning', role: 'alert' }, why));
  withProblem(a, (first) => withProblem(b, (second) => {
    place.replaceChildren(labelled('Prompt', first.prompt),
      element('div', { class: 'both' }, flipSide('A', first, Number(sample)), flipSide(other, second, Number(sample))));
  }, fail), fail);
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('button.flip');
  if (!button) return;
  const row = button.closest('li');
  const open = button.getAttribute('aria-expanded') === 'true';
  for (const each of row.querySelectorAll('button.flip')) each.setAttribute('aria-expanded', 'false');
  for (const each of row.querySelectorAll('.detail')) each.remove();
  if (open) return;
  button.setAttribute('aria-expanded', 'true');
  const place = element('div', { class: 'detail' });
  row.append(place);
  openFlip(button, place);
});
