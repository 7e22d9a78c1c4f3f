// Hears which tiles of a map change while it is shown.

// Tiles that change together are asked for together, and no more often than people can see.
const shortestPause = 500;

/** Listens until `close()`. `onChange(tiles)` gets what has changed; null is anything. `onReplaced()` is told of another file. */
export function listen(map, { onReady, onChange, onReplaced }) {
  if (!map.changes_url) {
    return { close() {} };
  }

  const events = new EventSource(`maps/${encodeURIComponent(map.id)}/changes`);
  let waiting = [];
  let timer;
  const add = tiles => {
    waiting = tiles && waiting ? waiting.concat(tiles) : null;
    timer ??= setTimeout(() => {
      const changed = waiting;
      waiting = [];
      timer = undefined;
      onChange(changed);
    }, shortestPause);
  };
  events.addEventListener('ready', onReady);
  events.addEventListener('tiles', event => add(JSON.parse(event.data).tiles));
  events.addEventListener('unknown', () => add(null));
  events.addEventListener('replaced', onReplaced);
  return {
    close() {
      clearTimeout(timer);
      events.close();
    },
  };
}
