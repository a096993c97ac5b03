import { readFileSync, writeFileSync } from 'node:fs';

const LOCK_FILE = new URL('../package-lock.json', import.meta.url);

/** What this script knows of an entry of package-lock.json. */
export interface LockEntry {
  readonly version?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** The packages of a lock file by their place in the tree. */
export type LockPackages = Readonly<Record<string, LockEntry>>;

/** An optional dependency that `npm ci` would look for in vain, and where it belongs. */
export interface MissingEntry {
  readonly place: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Optional dependencies without an entry of their own. A registry mirror that lacks the binaries of other platforms
 * makes `npm install` leave them out, and `npm ci` then refuses the lock file everywhere.
 */
export function missingEntries(packages: LockPackages): readonly MissingEntry[] {
  return Object.entries(packages).flatMap(([place, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, version]) => isExact(version) && resolved(packages, place, name)?.version !== version)
      .map(([name, version]) => ({ place: freePlace(packages, place, name), name, version })),
  );
}

/** The packages with an entry for each missing one, in npm's order. Throws for a name that tells no platform. */
export function completed(packages: LockPackages): LockPackages {
  const added = missingEntries(packages).map(({ place, name, version }): [string, LockEntry] => [
    place,
    { version, ...platformOf(name), dev: true, optional: true },
  ]);
  // npm sorts by code unit here whatever the locale is.
  return Object.fromEntries([...Object.entries(packages), ...added].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isExact(version: string): boolean {
  return /^\d/u.test(version);
}

/** The entry that Node would find for `name` from `place`: the nearest one on the way up. */
function resolved(packages: LockPackages, place: string, name: string): LockEntry | undefined {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const entry = packages[join(at, name)];
    if (entry || at === '') return entry;
    if (!at.includes('/node_modules/')) return packages[join('', name)];
  }
}

function freePlace(packages: LockPackages, place: string, name: string): string {
  return join(join('', name) in packages ? place : '', name);
}

function join(place: string, name: string): string {
  return `${place === '' ? '' : `${place}/`}node_modules/${name}`;
}

/** The platform in the name of a package such as `@oxlint/binding-linux-x64-musl`. */
function platformOf(name: string): Readonly<Record<string, readonly string[]>> {
  const [, os, cpu, abi] =
    /\b(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/u.exec(name) ?? [];
  if (os === undefined || cpu === undefined)
    throw new Error(`${name} names no platform; add it to the lock file by hand`);
  return { cpu: [cpu], ...libcOf(os, abi), os: [os] };
}

function libcOf(os: string, abi: string | undefined): Readonly<Record<string, readonly string[]>> {
  if (os !== 'linux' || abi === undefined) return {};
  return { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] };
}

if (import.meta.main) {
  const lock: { packages: LockPackages } = JSON.parse(readFileSync(LOCK_FILE, 'utf8'));
  writeFileSync(LOCK_FILE, `${JSON.stringify({ ...lock, packages: completed(lock.packages) }, null, 2)}\n`);
}
