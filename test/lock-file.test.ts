import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { completed, missingEntries, type LockPackages } from '../scripts/complete-lock-file.ts';

const { packages }: { packages: LockPackages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const manifest: Readonly<Record<string, unknown>> = JSON.parse(readFileSync('package.json', 'utf8'));

describe('package-lock.json', () => {
  test('names no registry', () => {
    expect(Object.entries(packages).filter(([, entry]) => 'resolved' in entry)).toEqual([]);
  });

  test('has an entry for every optional dependency, or npm ci refuses it (npm run complete-lock mends that)', () => {
    expect(missingEntries(packages)).toEqual([]);
  });

  test.each(['dependencies', 'devDependencies'])('agrees with package.json on %s', (kind) => {
    expect(packages['']?.[kind]).toEqual(manifest[kind]);
  });
});

describe('a lock file made against a partial mirror', () => {
  const partial: LockPackages = {
    '': {},
    'node_modules/lint': { version: '1.0.0', optionalDependencies: { '@lint/binding-linux-x64-musl': '1.0.0' } },
    'node_modules/parse': {
      version: '2.0.0',
      optionalDependencies: { '@parse/darwin-arm64': '2.0.0', '@parse/linux-x64-gnu': '2.0.0', fsevents: '~2.3.3' },
    },
    'node_modules/@parse/linux-x64-gnu': { version: '1.9.0' },
  };

  test('misses what is absent and what is there in another version', () => {
    expect(missingEntries(partial)).toEqual([
      { place: 'node_modules/@lint/binding-linux-x64-musl', name: '@lint/binding-linux-x64-musl', version: '1.0.0' },
      { place: 'node_modules/@parse/darwin-arm64', name: '@parse/darwin-arm64', version: '2.0.0' },
      {
        place: 'node_modules/parse/node_modules/@parse/linux-x64-gnu',
        name: '@parse/linux-x64-gnu',
        version: '2.0.0',
      },
    ]);
  });

  test('is completed with the platform that the name tells, once', () => {
    const whole = completed(partial);
    expect(whole['node_modules/@lint/binding-linux-x64-musl']).toEqual({
      version: '1.0.0',
      cpu: ['x64'],
      libc: ['musl'],
      os: ['linux'],
      dev: true,
      optional: true,
    });
    expect(missingEntries(whole)).toEqual([]);
    expect(completed(whole)).toEqual(whole);
  });

  test('is not completed where the name tells no platform', () => {
    const nameless = { 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'fast-part': '1.0.0' } } };
    expect(() => completed(nameless)).toThrow('fast-part');
  });
});
