import { globSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { Mutant } from './mutants/mutant.ts';
import { simulate as plain, type Simulated } from './simulate.ts';

const ROOT = new URL('../../', import.meta.url).href;

/** What became of a planted fault. */
export interface Hunt {
  readonly name: string;
  /** The seed whose story showed it; undefined where none did. */
  readonly seed: number | undefined;
  readonly rule: string | undefined;
}

interface Planted {
  readonly mutant: Mutant;
  /** The file with the fault and every file that imports it, directly or not: these are loaded anew. */
  readonly files: ReadonlySet<string>;
}

const planted = new Map<string, Planted>();

/** A module that is asked for with a mark, or by one that was, is loaded anew under it if that mark's fault reaches it. */
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const mark = markOf(specifier) ?? markOf(context.parentURL);
    const file = fileOf(resolved.url);
    const reached = mark !== undefined && file !== undefined && planted.get(mark)?.files.has(file) === true;
    return reached && markOf(resolved.url) === undefined
      ? { ...resolved, url: `${resolved.url}?mutant=${mark}` }
      : resolved;
  },
  load: (url, context, next) => {
    const mutant = planted.get(markOf(url) ?? '')?.mutant;
    if (!mutant || fileOf(url) !== mutant.file) return next(url, context);
    return {
      format: 'module-typescript',
      source: mutated(readFileSync(mutant.file, 'utf8'), mutant),
      shortCircuit: true,
    };
  },
});

function markOf(url: string | undefined): string | undefined {
  return /\?mutant=(\d+)$/u.exec(url ?? '')?.[1];
}

/** A file of ours relative to the repository; undefined for any other module. */
function fileOf(url: string): string | undefined {
  const file = url.startsWith(ROOT) ? url.slice(ROOT.length).split('?')[0] : undefined;
  return file?.startsWith('node_modules/') === true ? undefined : file;
}

/** Who imports whom, the other way round, as the sources have it. */
function importers(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of globSync(['src/**/*.ts', 'test/simulation/**/*.ts'])) {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/gu)) {
      const imported = fileOf(new URL(specifier, new URL(file, ROOT)).href) ?? '';
      found.set(imported, [...(found.get(imported) ?? []), file]);
    }
  }
  return found;
}

function reachedFrom(file: string, by = importers()): ReadonlySet<string> {
  const files = new Set([file]);
  for (const one of files) {
    for (const importer of by.get(one) ?? []) files.add(importer);
  }
  return files;
}

/** A source with the fault in it. Throws for one that no longer has exactly one place for it. */
function mutated(source: string, { name, file, find, replace }: Mutant): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has ${places} places for the mutant that ${name}: look what became of it`);
  return source.replace(find, () => replace);
}

/**
 * Plays seeds against a program with a fault in it until one shows it that the program without it passes: the one that
 * once did first, then others.
 */
export async function hunt(mutant: Mutant, seeds: number, from = 1): Promise<Hunt> {
  const mark = String(planted.size + 1);
  planted.set(mark, { mutant, files: reachedFrom(mutant.file) });
  const { simulate }: { simulate: (seed: number) => Promise<Simulated> } = await import(`./simulate.ts?mutant=${mark}`);
  for (let index = 0; index <= seeds; index += 1) {
    const seed = index === 0 ? mutant.seed : from + index - 1;
    const { violation } = await simulate(seed);
    if (violation && !(await plain(seed)).violation) return { name: mutant.name, seed, rule: violation.rule };
  }
  return { name: mutant.name, seed: undefined, rule: undefined };
}
