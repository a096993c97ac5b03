import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initCommand, type InitCommand } from '../../src/commands/init.ts';
import { ConfigurationError } from '../../src/support/errors.ts';
import { ANSWERS } from '../init/answers.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reinstate-init-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(command: Partial<InitCommand> = {}): Promise<string> {
  let out = '';
  const code = await initCommand(
    { answers: {}, json: false, ...command },
    {
      cwd: folder,
      env: {},
      version: '0',
      colours: createColors(false),
      out: (text) => {
        out += text;
      },
      progress: { warn: () => undefined, step: () => undefined },
    },
  );
  expect(code).toBe(0);
  return out;
}

interface Document {
  readonly files: readonly { readonly path: string; readonly state: string }[];
  readonly open: readonly { readonly path: string; readonly line: number; readonly text: string }[];
}

async function states(command: Partial<InitCommand> = {}): Promise<Readonly<Record<string, string>>> {
  const { files }: Document = JSON.parse(await run({ ...command, json: true }));
  return Object.fromEntries(files.map(({ path, state }) => [path, state]));
}

function at(path: string): string {
  return join(folder, path);
}

function snapshot(): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]),
  );
}

describe('init', () => {
  it('writes everything, then nothing', async () => {
    expect(new Set(Object.values(await states()))).toEqual(new Set(['written']));
    const first = snapshot();
    expect(Object.keys(first)).toHaveLength(21);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['unchanged']));
    expect(snapshot()).toEqual(first);
  });

  it('remembers what it was told', async () => {
    await run({ answers: ANSWERS });
    const first = snapshot();
    expect(await run()).toContain('Nothing was changed.');
    expect(snapshot()).toEqual(first);
  });

  it('fills answers in as they come', async () => {
    await run();
    expect(await states({ answers: ANSWERS })).toMatchObject({
      '.github/reinstate.yml': 'updated',
      '.github/CODEOWNERS': 'updated',
      '.github/workflows/reconcile.yml': 'updated',
      '.github/dependabot.yml': 'unchanged',
    });
  });

  it('never touches a policy that is complete', async () => {
    await run({ answers: ANSWERS });
    const policy = readFileSync(at('.github/reinstate.yml'), 'utf8');
    expect(await states({ answers: { tenantId: ANSWERS.clientId } })).toMatchObject({
      '.github/reinstate.yml': 'kept',
    });
    expect(readFileSync(at('.github/reinstate.yml'), 'utf8')).toBe(policy);
  });

  it('keeps what was changed, removed or there before, and says how to compare', async () => {
    writeFileSync(at('.gitattributes'), '* text=auto\n');
    await run();
    writeFileSync(at('.github/CODEOWNERS'), '* @octocat\n');
    rmSync(at('.github/dependabot.yml'));
    const before = snapshot();
    const told = await run({ answers: { approvers: ['octocat'] } });
    expect(told).toContain('kept       .gitattributes  was here before\n');
    expect(told).toContain('kept       .github/CODEOWNERS  you changed it\n');
    expect(told).toContain('removed    .github/dependabot.yml  you removed it\n');
    expect(told).toContain('reinstate init --print .gitattributes | git diff --no-index .gitattributes -');
    const after = snapshot();
    for (const path of ['.gitattributes', '.github/CODEOWNERS']) expect(after[at(path)]).toBe(before[at(path)]);
    expect(after).not.toHaveProperty([at('.github/dependabot.yml')]);
  });

  it('leaves files alone that it knows nothing of', async () => {
    mkdirSync(at('.github/workflows'), { recursive: true });
    writeFileSync(at('.github/workflows/ours.yml'), 'on: push\n');
    await run();
    expect(readFileSync(at('.github/workflows/ours.yml'), 'utf8')).toBe('on: push\n');
  });

  it('does not mind that a checkout turned the line ends', async () => {
    await run();
    const path = at('.github/CODEOWNERS');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect(await states()).toMatchObject({ '.github/CODEOWNERS': 'unchanged' });
  });

  it('says what is left to fill in, wherever that stands', async () => {
    await run();
    writeFileSync(at('.github/CODEOWNERS'), '\n/.github/ @edit-me-approver\n');
    const { open }: Document = JSON.parse(await run({ json: true }));
    expect(open).toContainEqual({ path: '.github/CODEOWNERS', line: 2, text: '/.github/ @edit-me-approver' });
    expect(await run()).toContain('.github/reinstate.yml, lines ');
  });

  it('prints what it would write, and writes nothing then', async () => {
    expect(await run({ print: '.github/CODEOWNERS', answers: ANSWERS })).toContain(
      '/.github/       @octocat @contoso/secops',
    );
    expect(snapshot()).toEqual({});
    await expect(run({ print: 'README.md' })).rejects.toThrow(ConfigurationError);
  });

  it('writes into a folder that is named, and makes it', async () => {
    await run({ folder: 'control' });
    expect(readdirSync(at('control')).toSorted()).toEqual(['.gitattributes', '.github', 'schemas', 'unblock-requests']);
  });
});

describe('init refuses', () => {
  it('to follow a link to another place', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'reinstate-elsewhere-'));
    mkdirSync(at('.github'));
    symlinkSync(elsewhere, at('.github/workflows'));
    symlinkSync(join(elsewhere, 'owners'), at('.github/CODEOWNERS'));
    expect(await states()).toMatchObject({
      '.github/workflows/overview.yml': 'kept',
      '.github/CODEOWNERS': 'kept',
      '.github/dependabot.yml': 'written',
    });
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  it('a memory behind a link', async () => {
    mkdirSync(at('.github'));
    symlinkSync('/dev/null', at('.github/reinstate.init.json'));
    await expect(run()).rejects.toThrow('no ordinary file');
  });

  it('a folder inside of a repository, where GitHub would read nothing of it', async () => {
    spawnSync('git', ['init', '--quiet'], { cwd: folder });
    mkdirSync(at('inner'));
    await expect(run({ folder: 'inner' })).rejects.toThrow('lies inside of the repository');
    await run();
  });

  it('a file in place of a folder', async () => {
    writeFileSync(at('file'), '');
    await expect(run({ folder: 'file' })).rejects.toThrow('is no folder');
  });

  it('answers that make no policy', async () => {
    await expect(run({ answers: { ...ANSWERS, domains: ['contoso.com', 'contoso.com'] } })).rejects.toThrow(
      'no valid policy',
    );
    expect(snapshot()).toEqual({});
  });
});
