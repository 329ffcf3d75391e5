// Finds a problem's prompt and samples: an element of the page, or a compressed shard beside it,
// which comes in as a script since a page from disk may not read files.

const inlineJson = (id) => {
  const node = document.getElementById(id);
  return node && JSON.parse(node.textContent);
};

const shards = inlineJson('shards');
const shardTexts = new Map();  // id of a problem to base64 of zlib of JSON
const shardLoads = new Map();  // number of a shard to its promise

window.assayTraces = (texts) => {
  for (const [id, text] of Object.entries(texts)) shardTexts.set(id, text);
};

const loadShard = (number) => {
  if (!shardLoads.has(number)) {
    shardLoads.set(number, new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.onload = resolve;
      script.onerror = () => {
        shardLoads.delete(number);
        reject(new Error(`This trace lies in ${shards.directory}/${number}.js beside the page, which cannot be read. ` +
          'Keep the folder beside the page.'));
      };
      script.src = `${encodeURIComponent(shards.directory)}/${number}.js`;
      document.head.append(script);
    }));
  }
  return shardLoads.get(number);
};

const inflated = async (text) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
};

// Calls `use` with the problem, at once if it is in the page.
const withProblem = (id, use, fail) => {
  const problem = inlineJson(`problem-${id}`);
  if (problem) {
    use(problem);
    return;
  }
  loadShard(shards.shard_of[id]).then(() => inflated(shardTexts.get(id))).then(use).catch((error) => fail(error.message));
};
