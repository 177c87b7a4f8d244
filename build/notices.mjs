import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import standardTexts from 'spdx-license-list/full.js';
import { DIST, ROOT } from './dist.mjs';

/** What went into the window; `bundled-packages.ts` writes it. */
const BUNDLED = join(DIST, '.bundled-packages.json');
/** The window reads it from its own origin. */
const NOTICES = join(DIST, 'renderer', 'notices.json');
const TEXTS = /^(licen[cs]e|copying|notice|third-?party-?notices)/i;

/** Licences of packages whose manifest does not name one but whose licence file does, as https://spdx.org/licenses has them. */
const POINTED_TO = { h5wasm: 'NIST-Software AND BSD-3-Clause', 'png-js': 'MIT' };

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Folders of the packages that the Node programs load: the production tree of the lock file, as far as it is here. */
function productionFolders() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev)
    .map(([path]) => join(ROOT, path))
    .filter((folder) => existsSync(folder));
}

/** A package's licence files, one after the other; where it brings none, the text of the licence that it names. */
function textOf(folder, licence) {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && TEXTS.test(entry.name),
  );
  if (files.length > 0)
    return files.map(({ name }) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n----\n\n');
  const { licenseText } = standardTexts[licence];
  return `The package brings no licence text of its own; this is the text of ${licence}.\n\n${licenseText.trim()}`;
}

function licenceOf({ name, license, licenses }) {
  if (POINTED_TO[name]) return POINTED_TO[name];
  const licence =
    typeof license === 'string' ? license : (license?.type ?? licenses?.map(({ type }) => type).join(' OR '));
  if (!licence || /^SEE LICEN[CS]E/i.test(licence))
    throw new Error(`${name} names no licence: say which in build/notices.mjs, or do without it.`);
  return licence;
}

/** Name, version, licence and its text of everything that is not ours, in the packages and in the window. */
export function collectNotices(bundled = JSON.parse(readFileSync(BUNDLED, 'utf8')).map((place) => join(ROOT, place))) {
  const notices = new Map();
  for (const folder of [...productionFolders(), ...bundled]) {
    const manifest = readManifest(folder);
    const licence = licenceOf(manifest);
    const { name, version } = manifest;
    const repository = typeof manifest.repository === 'string' ? manifest.repository : manifest.repository?.url;
    notices.set(`${name}@${version}`, {
      name,
      version,
      licence,
      address: manifest.homepage ?? repository ?? null,
      text: textOf(folder, licence),
    });
  }
  return [...notices.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Writes the notices beside the built window. */
export function writeNotices() {
  writeFileSync(NOTICES, JSON.stringify(collectNotices()));
}
