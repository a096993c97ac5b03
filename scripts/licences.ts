import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences whose terms are kept by shipping their text. Any other one needs somebody to read it first. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The licence texts of the packages that these modules come from. Throws for a package whose licence is not allowed. */
export function licencesOf(root: string, modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((module) => packageFolder(module) ?? []));
  const entries = [...folders].map((folder) => entryOf(folder)).toSorted((a, b) => (a.title < b.title ? -1 : 1));
  const own = { title: 'reinstate', text: readFileSync(join(root, 'LICENSE'), 'utf8') };
  return [own, ...entries]
    .map(({ title, text }) => `${title}\n${'-'.repeat(title.length)}\n\n${text.trim()}\n`)
    .join('\n\n');
}

/** The folder of the innermost package around a module; undefined for a module of our own. */
function packageFolder(module: string): string | undefined {
  const path = module.replaceAll('\\', '/').replace(/^\0/u, '');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0];
}

function entryOf(folder: string): { readonly title: string; readonly text: string } {
  const { name, version, license }: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license === undefined || !ALLOWED.has(license)) {
    throw new Error(`${name} has the licence ${license ?? 'unknown'}: read it, then allow it in scripts/licences.ts`);
  }
  const file = readdirSync(folder).find((one) => /^licen[cs]e(?:\.|$)/iu.test(one));
  const text = file === undefined ? `Published under ${license}, without a text of its own.` : read(join(folder, file));
  return { title: `${name} ${version} (${license})`, text };
}

function read(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}
