import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type OutputChunk } from 'rolldown';
import { licencesOf } from './licences.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** A file of the bundle: its path from `dist/`, and its text. */
export interface BundledFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The action as one ES module that needs nothing beside it, and the licences of what is in it. Nothing of this machine or
 * of the time gets into either, so that anybody gets the same bytes from the same commit. Writes nothing.
 */
export async function bundleAction(): Promise<readonly BundledFile[]> {
  const bundle = await rolldown({
    input: join(ROOT, 'src/action/main.ts'),
    cwd: ROOT,
    platform: 'node',
    // What can't be found would only be missed at run time.
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`the bundler warns: ${log.message}`);
    },
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false, minify: false });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0)
    throw new Error(`the bundle is more than one file: ${others.map((one) => one.fileName).join(', ')}`);
  return [
    { path: 'index.mjs', text: `${noticeOf(chunk)}${chunk.code}` },
    { path: 'licenses.txt', text: licencesOf(ROOT, Object.keys(chunk.modules)) },
  ];
}

function noticeOf({ modules }: OutputChunk): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return `// Reinstate ${version}, bundled from ${Object.keys(modules).length} modules; licenses.txt says whose they are.\n`;
}

if (import.meta.main) {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  for (const { path, text } of await bundleAction()) writeFileSync(join(ROOT, 'dist', path), text);
}
