import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { outputsOf } from '../../src/action/outputs.ts';
import { describeCommands } from '../../src/command-line/program.ts';
import { readOutcome } from '../../src/report/command-outcome.ts';
import { VERBS } from '../../src/command-line/verbs.ts';

interface Manifest {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const manifest: Manifest = parse(readFileSync('action.yml', 'utf8'));
const options = new Set(describeCommands(VERBS).flatMap((command) => command.options.map(({ name }) => name)));
const OWN = ['command', 'arguments', 'working-directory', 'github-token', 'sarif-file'];

describe('action.yml', () => {
  it('starts the bundle on Node.js 24', () => {
    expect(manifest.runs).toEqual({ using: 'node24', main: 'dist/index.mjs' });
  });

  it.each(Object.keys(manifest.inputs).filter((name) => !OWN.includes(name)))(
    'offers the input %s, which is an option of a command',
    (name) => {
      expect([...options]).toContain(name);
    },
  );

  it('has its own inputs, and no default that would hand a token to what needs none', () => {
    expect(Object.keys(manifest.inputs)).toEqual(expect.arrayContaining(OWN));
    expect(JSON.stringify(manifest.inputs)).not.toContain('default":');
  });

  it('describes every output that there is, and no other', () => {
    const outputs = outputsOf(readOutcome('policy tenants', 0, '{"tenants":[]}'), undefined);
    expect(Object.keys(manifest.outputs).toSorted()).toEqual(Object.keys(outputs).toSorted());
  });

  it('is the same in the folder that the reusable workflows name', () => {
    const twin: Manifest = parse(readFileSync('action/action.yml', 'utf8'));
    expect(twin).toEqual({ ...manifest, runs: { ...manifest.runs, main: `../${manifest.runs.main}` } });
  });
});

describe('outputs', () => {
  it('leave a document in its file that is too long to be handed on', () => {
    const json = JSON.stringify({ entities: 'x'.repeat(200_001) });
    const outputs = outputsOf(readOutcome('list', 0, json), '/tmp/result.json');
    expect(outputs).toMatchObject({ result: '', 'result-file': '/tmp/result.json' });
  });

  it('say that something changed only where it did', () => {
    const changed = (results: readonly unknown[]): string | undefined =>
      outputsOf(readOutcome('reconcile', 0, JSON.stringify({ results })), undefined)['changed'];
    expect(changed([{ changed: false }, { changed: true }])).toBe('true');
    expect(changed([{ changed: false }])).toBe('false');
    expect(outputsOf(readOutcome('reconcile', 2, ''), undefined)['changed']).toBe('false');
  });
});
