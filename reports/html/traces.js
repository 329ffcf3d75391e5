// Builds what is looked at of a problem and its samples. All text goes in as text nodes, never as
// markup.

const element = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

const tone = (verdict) =>
  verdict === 'correct' ? 'correct' : verdict === 'incorrect' ? 'wrong' : 'odd';

const tokens = (count) => `${count.toLocaleString('en')} token${count === 1 ? '' : 's'}`;

// Spans of behaviours stand out, with their names as a tooltip; where several lie on each other, the
// text is cut at their ends.
const highlighted = (text, marks) => {
  const cuts = [...new Set([0, text.length, ...marks.flatMap(([from, to]) => [from, to])])].sort((a, b) => a - b);
  const pre = element('pre');
  for (let i = 0; i + 1 < cuts.length; ++i) {
    const part = text.slice(cuts[i], cuts[i + 1]);
    const kinds = marks.filter(([from, to]) => from <= cuts[i] && cuts[i + 1] <= to).map((mark) => mark[2]);
    pre.append(kinds.length === 0 ? part : element('mark', { title: kinds.join(', ') }, part));
  }
  return pre;
};

// A folded text that is built when it is first opened: long traces cost nothing until then.
const folded = (title, build) => {
  const box = element('details', {}, element('summary', {}, title));
  box.addEventListener('toggle', () => {
    if (box.open && box.childElementCount === 1) box.append(build());
  });
  return box;
};

const labelled = (label, text) =>
  element('div', { class: 'labelled' }, element('span', { class: 'label' }, label), element('pre', {}, text));

const sampleView = (sample, gold) => {
  const box = element('article', { class: `sample ${sample.kind} ${tone(sample.verdict)}`, tabindex: '-1' });
  const kind = sample.kind === 'full' ? '' : ` (${sample.kind.replace('_', ' ')})`;
  box.append(
    element('h4', {}, `Sample ${sample.index}${kind} `,
      element('span', { class: 'verdict ' + tone(sample.verdict) }, sample.verdict.replace('_', ' '))));
  if (sample.thinking) {
    box.append(folded(`Thinking, ${tokens(sample.thinking_tokens)}`, () => highlighted(sample.thinking, sample.marks)));
  } else {
    box.append(element('p', { class: 'muted' }, 'No thinking.'));
  }
  box.append(labelled('Answer', sample.answer.trim() || '(none)'));
  if (sample.extracted && sample.extracted !== sample.answer) {
    box.append(labelled('Extracted', sample.extracted));
  }
  if (gold) box.append(labelled('Gold', gold));
  if (sample.reason) box.append(labelled('Why', sample.reason));
  if (sample.output) box.append(folded('Program output', () => element('pre', {}, sample.output)));
  box.append(element('p', { class: 'muted' },
    `${tokens(sample.tokens)} in all, finish: ${sample.finish}` + (sample.grader ? `, grader ${sample.grader}` : '')));
  return box;
};

const problemView = (problem) => {
  const box = element('div', { class: 'detail' });
  box.append(labelled('Prompt', problem.prompt));
  if (problem.tests) box.append(folded('Tests', () => element('pre', {}, problem.tests)));
  if (problem.samples.length === 0) box.append(element('p', { class: 'warning' }, 'No sample is stored yet.'));
  for (const sample of problem.samples) box.append(sampleView(sample, problem.gold));
  return box;
};
