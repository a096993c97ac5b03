import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keepForJob, writeOutputs, writeSummary } from '../../src/action/runner-files.ts';
import { readOutputs } from '../stories/runner.ts';

const folder = mkdtempSync(join(tmpdir(), 'reinstate-runner-'));
const path = join(folder, 'output');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('outputs', () => {
  it.each([
    ['of one line', 'plain'],
    ['of several lines', 'a\nb\n\nc'],
    ['that look like another output', 'x\nresult<<EOF\nforged\nEOF\nexit-code=0'],
    ['that guess at a mark', 'end-of-\nend-of-00000000-0000-0000-0000-000000000000\nforged=1'],
    ['that are empty', ''],
  ])('arrive as they are: %s', async (_name, value) => {
    writeFileSync(path, '');
    await writeOutputs({ GITHUB_OUTPUT: path }, { 'exit-code': '1', result: value });
    expect(readOutputs(readFileSync(path, 'utf8'))).toEqual({ 'exit-code': '1', result: value });
  });

  it('are added to those of the steps before', async () => {
    writeFileSync(path, 'first=1\n');
    await writeOutputs({ GITHUB_OUTPUT: path }, { second: '2' });
    await writeOutputs({ GITHUB_OUTPUT: path }, { third: '3' });
    expect(readOutputs(readFileSync(path, 'utf8'))).toEqual({ first: '1', second: '2', third: '3' });
  });
});

it('nothing is written where no runner asked for it', async () => {
  await writeOutputs({}, { a: '1' });
  await writeSummary({ GITHUB_STEP_SUMMARY: '' }, 'text');
  expect(await keepForJob({}, 'text')).toBeUndefined();
});

it('two documents of one job do not overwrite each other', async () => {
  const [first = '', second = ''] = [
    await keepForJob({ RUNNER_TEMP: folder }, 'a'),
    await keepForJob({ RUNNER_TEMP: folder }, 'b'),
  ];
  expect([readFileSync(first, 'utf8'), readFileSync(second, 'utf8')]).toEqual(['a', 'b']);
});
