// The control that goes back in time, for a map that keeps older images.

const positions = 1000;

// While the slider is dragged, images are asked for no more often than people can see.
const shortestPause = 250;

// What is kept moves on with time, so the first time of the slider is a little later than that.
const longestMargin = 60_000;

/**
 * Drives the control. `onMove()` is told at once that another time is chosen, and `onTime()` when to show it. `readSince()` reads anew
 * since when older images are kept.
 */
export function makeTimeline({ control, slider, label, now }, { onMove, onTime, readSince }) {
  let at = null;
  let since = 0;
  let end = 0;
  let timer;
  slider.max = positions;
  slider.addEventListener('focus', async () => { since = Date.parse(await readSince()) || since; });
  slider.addEventListener('input', () => {
    if (at === null) {
      end = Date.now();
    }

    const position = Number(slider.value);
    choose(position === positions ? null : timeAt(position));
  });
  now.addEventListener('click', () => {
    slider.value = positions;
    choose(null);
  });

  function choose(time) {
    at = time;
    describe();
    onMove();
    timer ??= setTimeout(() => {
      timer = undefined;
      onTime();
    }, shortestPause);
  }

  function timeAt(position) {
    const range = Math.max(end - since, positions);
    const first = since + Math.min(longestMargin, range / 100);
    return inWords(first + (end - first) * position / positions, range);
  }

  // Whole seconds where the slider's positions are further apart than that.
  function inWords(time, range) {
    const unit = range / positions > 1000 ? 1000 : 1;
    const text = new Date(Math.ceil(time / unit) * unit).toISOString();
    return unit === 1 ? text : text.replace('.000Z', 'Z');
  }

  function describe() {
    label.textContent = at === null ? 'now' : at.replace('T', ' ').replace('Z', ' UTC');
    slider.setAttribute('aria-valuetext', label.textContent);
  }

  return {
    /** The time to show (RFC 3339); null for now. */
    get at() {
      return at;
    },

    /** Whether `onTime` is still to be told. */
    get isMoving() {
      return timer !== undefined;
    },

    /** Begins with a map, at a time if it can be shown as it was then. */
    begin(map, wanted) {
      clearTimeout(timer);
      timer = undefined;
      control.hidden = !map.history_since;
      since = Date.parse(map.history_since ?? '');
      end = Date.now();
      const time = Date.parse(wanted ?? '');
      at = time > since && time < end ? new Date(time).toISOString() : null;
      slider.value = at === null ? positions : Math.floor((time - since) / (end - since) * positions);
      describe();
    },
  };
}
