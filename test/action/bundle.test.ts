import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleAction, type BundledFile } from '../../scripts/bundle.ts';
import { licencesOf } from '../../scripts/licences.ts';

describe('the bundle of the action', () => {
  let files: readonly BundledFile[];
  const text = (path: string): string => files.find((file) => file.path === path)?.text ?? '';

  beforeAll(async () => {
    files = await bundleAction();
  });

  it('is the same bytes every time', async () => {
    const again = await bundleAction();
    expect(again.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    expect(again.every((file) => file.text === text(file.path))).toBe(true);
  });

  it('is one module that imports nothing but what Node.js brings', () => {
    const imported = [...text('index.mjs').matchAll(/^import .* from "([^"]+)";$/gmu)].map(([, name = '']) => name);
    expect(imported.length).toBeGreaterThan(5);
    expect(imported.filter((name) => !isBuiltin(name))).toEqual([]);
    const loaded = [...text('index.mjs').matchAll(/^[^*\n]*\bimport\(["']([^"']+)["']\)/gmu)].map(
      ([, name = '']) => name,
    );
    expect(loaded.filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('knows nothing of the machine it was made on', () => {
    expect(files.filter((file) => file.text.includes(resolve('.'))).map(({ path }) => path)).toEqual([]);
  });

  it('leaves the sandbox at home', () => {
    expect(text('index.mjs').includes('src/sandbox/')).toBe(false);
    expect(/^hono /mu.test(text('licenses.txt'))).toBe(false);
  });

  it('says whose code is in it', () => {
    for (const name of ['reinstate', '@octokit/rest', '@azure/identity', 'ajv', 'yaml', 'p-retry', 're2js']) {
      const entry = new RegExp(`^${name}( .*)?\\n-+\\n\\n\\S`, 'mu');
      expect({ name, told: entry.test(text('licenses.txt')) }).toEqual({ name, told: true });
    }
  });
});

describe('licences', () => {
  it('that nobody has read are refused', () => {
    const test = resolve('node_modules/caniuse-lite/package.json');
    expect(() => licencesOf(resolve('.'), [test])).toThrow('CC-BY-4.0');
  });
});
