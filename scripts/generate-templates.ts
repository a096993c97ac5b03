import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { GeneratedFile } from './generate-types.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(ROOT, 'templates');
const PATH = 'src/generated/templates.ts';

/**
 * The files below templates/ as a module, as they belong into src/generated/: the bundled action has no folder to read
 * them from. A line of a file is a line of the module. Writes nothing.
 */
export async function generateTemplates(): Promise<GeneratedFile> {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const entries = files.map((file) => {
    const path = relative(FOLDER, file).split(sep).join('/');
    return `${JSON.stringify(path)}: [${readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => JSON.stringify(line))
      .join(',')}].join('\\n')`;
  });
  const source = `// Generated from templates/ by npm run generate. Change the templates instead.
/** What init writes into a repository, by path, before anything is filled in. */
export const TEMPLATES: Readonly<Record<string, string>> = {${entries.join(',')}};`;
  const filepath = join(ROOT, PATH);
  return { path: PATH, text: await format(source, { ...(await resolveConfig(filepath)), filepath }) };
}

if (import.meta.main) {
  const { path, text } = await generateTemplates();
  writeFileSync(join(ROOT, path), text);
}
