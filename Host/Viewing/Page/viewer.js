// The page: chooses a map, shows it, and says what happens. OpenLayers is the global `ol`.

import { listen } from './changes.js';
import { makeLetterLayer } from './letters.js';
import { makePictureLayer } from './pictures.js';
import { describe, fromPosition, levelsOf, placeOf, shownExtent, toPosition } from './places.js';
import { makeTimeline } from './timeline.js';

const element = Object.fromEntries(
  ['map', 'map-choice', 'letters', 'letters-choice', 'whole', 'time', 'time-slider', 'time-label', 'now', 'position', 'message', 'live']
    .map(id => [id, document.getElementById(id)]));

const view = new ol.Map({
  target: element.map,
  controls: ol.control.defaults.defaults({ attributionOptions: { collapsible: false }, rotate: false })
    .extend([new ol.control.ScaleLine()]),
  interactions: ol.interaction.defaults.defaults({ altShiftDragRotate: false, pinchRotate: false }),
});

const timeline = makeTimeline(
  { control: element.time, slider: element['time-slider'], label: element['time-label'], now: element.now },
  { onMove: () => setBusy(true), onTime: showTime, readSince });

let maps = [];
let shown = null;

// What the status says while the present is shown.
let live = '';

// How many layers are being read.
let reading = 0;

await start();

async function start() {
  element['map-choice'].addEventListener('change', () => show(chosenMap()));
  element.letters.addEventListener('change', showLetters);
  element.whole.addEventListener('click', fitWhole);
  view.on('pointermove', event => say(event.coordinate));
  view.on('moveend', onMoveEnd);
  view.on('movestart', () => setBusy(true));
  view.on('rendercomplete', () => setBusy(!shown?.isPlaced || reading > 0 || timeline.isMoving));
  await readMaps();
  const wanted = placeInAddress();
  const first = maps.find(map => map.id === wanted.get('map')) ?? maps[0];
  if (first) {
    element['map-choice'].value = first.id;
    await show(first, wanted);
  }
}

async function readMaps() {
  try {
    maps = await fetchMaps();
    element['map-choice'].replaceChildren(...maps.map(map => new Option(map.name === map.id ? map.id : `${map.name} (${map.id})`, map.id)));
  } catch (e) {
    report(`The maps could not be listed: ${e.message}`);
  }
}

async function fetchMaps() {
  const response = await fetch('maps');
  if (!response.ok) {
    throw new Error((await response.text()).trim());
  }

  return response.json();
}

async function readSince() {
  try {
    return (await fetchMaps()).find(map => map.id === shown.map.id)?.history_since;
  } catch {
    return null;
  }
}

function chosenMap() {
  return maps.find(map => map.id === element['map-choice'].value);
}

async function show(map, wanted) {
  shown?.changes.close();
  report('');
  setBusy(true);
  const place = placeOf(map);
  const current = { map, place, isPlaced: false, changes: { close() {} } };
  shown = current;
  timeline.begin(map, wanted?.get('at'));
  view.updateSize();
  const { at } = timeline;
  current.main = isLetters(map) ? await makeLetterLayer(map, place, '#123', at, report) : makePictureLayer(map, place, at, report);
  if (shown !== current) {
    return;
  }

  const frame = new ol.layer.Vector({
    source: new ol.source.Vector({ features: [new ol.Feature(ol.geom.Polygon.fromExtent(place.extent))] }),
    style: new ol.style.Style({ stroke: new ol.style.Stroke({ color: '#667', width: 1 }) }),
  });
  view.setLayers([current.main.layer, frame]);
  const finest = levelsOf(map, place).at(-1);
  view.setView(new ol.View({
    projection: place.projection,
    extent: ol.extent.buffer(place.extent, ol.extent.getWidth(place.extent) / 4),
    showFullExtent: true,
    minResolution: ol.extent.getWidth(finest.extent) / finest.grid[0] / 4096,
  }));
  goTo(wanted);
  current.isPlaced = true;
  if (timeline.at !== at) {
    await showTime();
  }

  element['letters-choice'].hidden = !letterMap();
  await showLetters();
  element.map.setAttribute('aria-label', `Map ${map.name}, ${map.grid[0]} by ${map.grid[1]} images`);
  follow(current);
}

function follow(current) {
  const { map } = current;
  sayLive(map.changes_url ? '' : 'This map does not change.');
  current.changes = listen(map, {
    onReady: () => sayLive('Live: changes appear as they are stored.'),
    onChange: tiles => {
      if (timeline.at === null) {
        setBusy(true);
      }

      current.main.refresh(tiles);
      const what = !tiles ? 'the map has changed' : tiles.length === 1 ? '1 image changed' : `${tiles.length} images changed`;
      sayLive(`Live: ${what} at ${new Date().toLocaleTimeString()}.`);
    },
    onLevels: () => showAgain(current, placeInAddress()),
    onReplaced: () => showAgain(current),
  });
}

async function showAgain(current, wanted) {
  await readMaps();
  const again = maps.find(map => map.id === current.map.id);
  if (again && shown === current) {
    element['map-choice'].value = again.id;
    await show(again, wanted);
  }
}

async function showTime() {
  const current = shown;
  if (!current.isPlaced) {
    return;
  }

  setBusy(true);
  reading++;
  try {
    await Promise.all([current.main.show(timeline.at), current.letters?.made.show(timeOf(current.letters.map))]);
  } finally {
    reading--;
    view.render();
  }

  sayLive(live);
  remember();
}

// The time as of which another map is shown along: as of now, where it keeps nothing of then.
function timeOf(map) {
  return timeline.at !== null && Date.parse(map.history_since ?? '') < Date.parse(timeline.at) ? timeline.at : null;
}

// The land of Earth over pictures of it, in whatever projection these are.
async function showLetters() {
  const current = shown;
  const letters = letterMap();
  if (current.letters) {
    view.removeLayer(current.letters.made.layer);
    current.letters = null;
  }

  if (letters && element.letters.checked) {
    setBusy(true);
    reading++;
    const made = await makeLetterLayer(letters, placeOf(letters), '#ff0', timeOf(letters), report);
    reading--;
    view.render();
    if (shown === current && element.letters.checked && !current.letters) {
      current.letters = { map: letters, made };
      view.addLayer(made.layer);
    }
  }
}

function letterMap() {
  return shown.place.isOnEarth && !isLetters(shown.map) ? maps.find(map => isLetters(map) && map.crs) : null;
}

function isLetters(map) {
  return map.content_type.startsWith('text/plain');
}

function goTo(wanted) {
  const center = [Number(wanted?.get('x')), Number(wanted?.get('y'))];
  const zoom = Number(wanted?.get('zoom'));
  if (wanted?.has('x') && center.every(Number.isFinite) && Number.isFinite(zoom)) {
    view.getView().setCenter(fromPosition(shown.place, center));
    view.getView().setZoom(zoom);
  } else {
    fitWhole();
  }
}

function fitWhole() {
  view.getView().fit(shownExtent(shown.map, shown.place), { padding: [10, 10, 10, 10] });
}

// The address leads back to what is shown.
function placeInAddress() {
  return new URLSearchParams(location.hash.slice(1));
}

function onMoveEnd() {
  if (shown && view.getView().getCenter()) {
    remember();
    say(view.getView().getCenter());
  }
}

function remember() {
  const [x, y] = toPosition(shown.place, view.getView().getCenter());
  const place = new URLSearchParams({ map: shown.map.id, x: x.toFixed(5), y: y.toFixed(5), zoom: view.getView().getZoom().toFixed(2) });
  if (timeline.at !== null) {
    place.set('at', timeline.at);
  }

  history.replaceState(null, '', `#${place}`);
}

function say(coordinate) {
  if (shown) {
    element.position.textContent = describe(shown.map, shown.place, coordinate);
  }
}

function sayLive(text) {
  live = text;
  element.live.textContent = timeline.at === null ? live : 'The past: changes are not shown.';
}

function report(text) {
  element.message.textContent = text;
}

function setBusy(isBusy) {
  element.map.setAttribute('aria-busy', String(isBusy));
}
