// Hears which tiles of a map change while it is shown.

// Tiles that change together are asked for together, and no more often than people can see.
const shortestPause = 500;

/**
 * Listens until `close()`. `onChange(tiles)` gets what has changed, each as `z/x/y`; null is anything. `onLevels()` is told that the map
 * has another zoom level, `onReplaced()` that it has another file.
 */
export function listen(map, { onReady, onChange, onLevels, onReplaced }) {
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
  events.addEventListener('tiles', event => {
    const { z, tiles } = JSON.parse(event.data);
    add(tiles.map(([x, y]) => `${z}/${x}/${y}`));
  });
  events.addEventListener('unknown', () => add(null));
  events.addEventListener('levels', onLevels);
  events.addEventListener('replaced', onReplaced);
  return {
    close() {
      clearTimeout(timer);
      events.close();
    },
  };
}
