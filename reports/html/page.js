// Opens problems and traces on demand: the page holds them as JSON and builds what is looked at.
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('traces').textContent);
  const markers = data.markers.map((m) => ({ kind: m.kind, pattern: new RegExp(m.pattern, 'gi') }));

  const element = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const tone = (verdict) =>
    verdict === 'correct' ? 'correct' : verdict === 'incorrect' ? 'wrong' : 'odd';

  // Phrases of self-verification and backtracking stand out, with their kind as a tooltip.
  const highlighted = (text) => {
    const spans = [];
    for (const { kind, pattern } of markers) {
      for (const match of text.matchAll(pattern)) {
        spans.push({ from: match.index, to: match.index + match[0].length, kind });
      }
    }
    spans.sort((a, b) => a.from - b.from || b.to - a.to);
    const pre = element('pre');
    let at = 0;
    for (const span of spans) {
      if (span.from < at) continue;
      pre.append(text.slice(at, span.from));
      pre.append(element('mark', { title: span.kind.replace('_', ' ') }, text.slice(span.from, span.to)));
      at = span.to;
    }
    pre.append(text.slice(at));
    return pre;
  };

  const sampleView = (sample) => {
    const box = element('div', { class: 'sample' });
    box.append(
      element('p', {},
        `Sample ${sample.index}: `,
        element('span', { class: 'verdict ' + tone(sample.verdict) }, sample.verdict.replace('_', ' ')),
        ` · ${sample.thinking_tokens} tokens of thought · finish: ${sample.finish}`));
    const thinking = element('details', {},
      element('summary', {}, `Thinking, ${sample.thinking_tokens} tokens`), highlighted(sample.thinking));
    box.append(thinking, element('pre', { 'aria-label': 'answer' }, sample.answer || '(no answer)'));
    const judged = element('p', { class: 'muted' }, `Judged: ${sample.extracted || 'nothing'}`);
    if (sample.reason) judged.append(` · ${sample.reason}`);
    box.append(judged);
    if (sample.output) box.append(element('details', {}, element('summary', {}, 'Program output'), element('pre', {}, sample.output)));
    return box;
  };

  const problemView = (problem) => {
    const box = element('div', { class: 'detail' });
    box.append(element('h3', {}, 'Prompt'), element('pre', {}, problem.prompt));
    box.append(element('p', {}, problem.gold ? `Gold answer: ${problem.gold}` : 'Tests:'));
    if (!problem.gold && problem.tests) box.append(element('pre', {}, problem.tests));
    for (const sample of problem.samples) box.append(sampleView(sample));
    return box;
  };

  const toggle = (button) => {
    const open = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!open));
    if (open) {
      button.nextElementSibling.remove();
    } else {
      button.after(problemView(data.problems[Number(button.dataset.problem)]));
    }
  };

  for (const button of document.querySelectorAll('button.problem')) {
    button.addEventListener('click', () => toggle(button));
  }

  for (const filter of document.querySelectorAll('.filter')) {
    const list = document.getElementById(filter.dataset.list);
    const [search, solved] = [filter.querySelector('input'), filter.querySelector('select')];
    const apply = () => {
      for (const button of list.querySelectorAll('button.problem')) {
        if (button.getAttribute('aria-expanded') === 'true') toggle(button);
        const rate = Number(button.dataset.rate);
        const wanted = { all: true, never: rate === 0, sometimes: rate > 0 && rate < 1, always: rate === 1 };
        button.hidden = !(wanted[solved.value] && button.textContent.toLowerCase().includes(search.value.toLowerCase()));
      }
    };
    search.addEventListener('input', apply);
    solved.addEventListener('change', apply);
  }
})();
