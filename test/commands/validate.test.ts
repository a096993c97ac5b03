import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runValidate } from '../../src/commands/validate.ts';
import { ConfigurationError } from '../../src/support/errors.ts';
import { fixtureNames, readFixture } from '../request/fixtures.ts';

const ROOT = new URL('../../', import.meta.url);
const POLICY = '.github/reinstate.yml';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reinstate-validate-'));
  copyPolicy();
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function copyPolicy(): void {
  write(POLICY, new Uint8Array());
  cpSync(new URL(POLICY, ROOT), join(folder, POLICY));
}

function write(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function fixture(name: string, kind: 'valid' | 'invalid' = 'valid'): Uint8Array {
  return readFixture(kind, name).bytes ?? new Uint8Array();
}

interface Options {
  readonly paths?: readonly string[];
  readonly since?: string;
  readonly format?: string;
  readonly cwd?: string;
}

async function validate({ paths = [], since, format = 'pretty', cwd = folder }: Options = {}) {
  let output = '';
  const code = await runValidate(
    { paths, format, json: false, ...(since === undefined ? {} : { since }) },
    {
      cwd,
      env: process.env,
      version: '0.0.0',
      colours: createColors(false),
      out: (text) => {
        output += text;
      },
      progress: { step: () => undefined, warn: () => undefined },
    },
  );
  return { code, output };
}

async function validateAsJson(options: Options = {}) {
  const { code, output } = await validate({ ...options, format: 'json' });
  const document: { files: { path: string; valid: boolean; problems: { line: number; message: string }[] }[] } =
    JSON.parse(output);
  return { code, files: document.files };
}

describe('validate', () => {
  test('finds this repository’s own example requests valid', async () => {
    const { code, files } = await validateAsJson({ cwd: new URL('.', ROOT).pathname });
    expect(code).toBe(0);
    expect(files.map(({ valid }) => valid)).toEqual([true, true, true]);
  });

  test('is content where there is no request', async () => {
    expect(await validate()).toEqual({ code: 0, output: 'There is no request to check.\n' });
  });

  test('judges the good files whatever the bad ones are', async () => {
    write('unblock-requests/contoso/good.yaml', fixture('compromised-mailbox'));
    write('unblock-requests/README.md', 'Ask here.');
    for (const name of fixtureNames('invalid'))
      write(`unblock-requests/contoso/bad-${name.replaceAll('.', '-')}.yaml`, fixture(name, 'invalid'));
    const { code, files } = await validateAsJson();
    expect(code).toBe(1);
    expect(files).toHaveLength(fixtureNames('invalid').length + 1);
    expect(files.find(({ path }) => path.endsWith('/good.yaml'))).toEqual({
      path: 'unblock-requests/contoso/good.yaml',
      valid: true,
      problems: [],
    });
  });

  test('sees executable files, links, links on the way and what is no file', async () => {
    write('unblock-requests/contoso/executable.yaml', fixture('compromised-mailbox'));
    chmodSync(join(folder, 'unblock-requests/contoso/executable.yaml'), 0o755);
    write('elsewhere/a.yaml', fixture('compromised-mailbox'));
    symlinkSync('executable.yaml', join(folder, 'unblock-requests/contoso/link.yaml'));
    symlinkSync('nowhere', join(folder, 'unblock-requests/contoso/dangling.yaml'));
    symlinkSync('../elsewhere', join(folder, 'unblock-requests/fabrikam'));
    const socket = createServer().listen(join(folder, 'unblock-requests/contoso/socket.yaml'));
    await once(socket, 'listening');
    const { files } = await validateAsJson();
    socket.close();
    expect(files.map(({ path, problems }) => `${path}: ${problems[0]?.message}`)).toEqual([
      'unblock-requests/contoso/dangling.yaml: this is a symbolic link, not a file',
      'unblock-requests/contoso/executable.yaml: the file is executable',
      'unblock-requests/contoso/link.yaml: this is a symbolic link, not a file',
      'unblock-requests/contoso/socket.yaml: this is no ordinary file (mode "140000")',
      'unblock-requests/fabrikam: this is a symbolic link, not a file',
    ]);
    const through = await validateAsJson({ paths: ['unblock-requests/fabrikam/a.yaml'] });
    expect(through.files[0]?.problems[0]?.message).toBe('this is a symbolic link, not a file');
  });

  test('reads no more of a file than a request may have', async () => {
    write('unblock-requests/contoso/large.yaml', `${'#'.repeat(64 * 1024)}\n`);
    const { files } = await validateAsJson();
    expect(files[0]?.problems.map(({ message }) => message)).toEqual(['the file is larger than 64 KiB']);
  });

  test('takes files and folders, from wherever one stands', async () => {
    write('unblock-requests/contoso/a.yaml', fixture('compromised-mailbox'));
    write('unblock-requests/contoso/b.yaml', fixture('compromised-mailbox'));
    write('drafts/c.yaml', fixture('compromised-mailbox'));
    const paths = async (options: Options) => (await validateAsJson(options)).files.map(({ path }) => path);
    const both = ['unblock-requests/contoso/a.yaml', 'unblock-requests/contoso/b.yaml'];
    expect(await paths({ paths: ['unblock-requests/contoso/b.yaml'] })).toEqual(both.slice(1));
    expect(await paths({ paths: ['unblock-requests', './unblock-requests/contoso/a.yaml'] })).toEqual(both);
    expect(await paths({ paths: ['.'] })).toEqual(both);
    expect(
      await paths({
        paths: ['a.yaml', join(folder, 'unblock-requests/contoso/b.yaml')],
        cwd: join(folder, 'unblock-requests/contoso'),
      }),
    ).toEqual(both);
    expect((await validateAsJson({ paths: ['drafts'] })).files).toMatchObject([
      { path: 'drafts/c.yaml', problems: [{ message: 'the file is not in unblock-requests/' }] },
    ]);
  });

  test.each([['nowhere.yaml'], ['..'], [tmpdir()]])('refuses to look at %s', async (path) => {
    await expect(validate({ paths: [path] })).rejects.toThrow(ConfigurationError);
  });

  test('refuses a format that it does not have', async () => {
    await expect(validate({ format: 'xml' })).rejects.toThrow('there is no format "xml"');
  });
});

describe('a policy that cannot be used', () => {
  beforeEach(() => {
    write('unblock-requests/contoso/good.yaml', fixture('compromised-mailbox'));
  });

  test('stops everything with its line and exit code 2', async () => {
    write(POLICY, 'apiVersion: reinstate/v1\nkind: Policy\ntenants: []\n');
    const { code, files } = await validateAsJson();
    expect(code).toBe(2);
    expect(files).toMatchObject([{ path: POLICY, valid: false, problems: [{ line: 3, column: 10 }] }]);
  });

  test('may be missing', async () => {
    rmSync(join(folder, POLICY));
    const { code, output } = await validate();
    expect(code).toBe(2);
    expect(output).toContain('.github/reinstate.yml:1:1: error: there is no policy');
  });

  test('may be a link', async () => {
    rmSync(join(folder, POLICY));
    writeFileSync(join(folder, 'policy.yml'), '');
    symlinkSync('../policy.yml', join(folder, POLICY));
    expect((await validate()).output).toContain('this is a symbolic link, not a file');
  });
});

describe('validate --since', () => {
  function git(...args: readonly string[]): void {
    const identity = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@contoso.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], {
      cwd: folder,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    });
  }

  function commit(message: string): void {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  }

  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main');
    write('unblock-requests/contoso/old.yaml', fixture('unknown-key', 'invalid'));
    commit('before');
    git('checkout', '--quiet', '-b', 'request');
  });

  test('judges what HEAD changed, as git has it, and not the work tree', async () => {
    write('unblock-requests/contoso/new.yaml', fixture('compromised-mailbox'));
    symlinkSync('new.yaml', join(folder, 'unblock-requests/contoso/link.yaml'));
    write('unblock-requests/contoso/large.yaml', '#'.repeat(70_000));
    commit('a request');
    write('unblock-requests/contoso/new.yaml', 'not committed');
    write(POLICY, 'not committed either');
    const { code, files } = await validateAsJson({ since: 'main' });
    expect(code).toBe(1);
    expect(files.map(({ path, problems }) => [path, problems.map(({ message }) => message)])).toEqual([
      ['unblock-requests/contoso/large.yaml', ['the file is larger than 64 KiB']],
      ['unblock-requests/contoso/link.yaml', ['this is a symbolic link, not a file']],
      ['unblock-requests/contoso/new.yaml', []],
    ]);
    const one = await validateAsJson({ since: 'main', paths: ['unblock-requests/contoso/new.yaml'] });
    expect(one).toMatchObject({ code: 0, files: [{ path: 'unblock-requests/contoso/new.yaml' }] });
  });

  test('is content where nothing changed', async () => {
    expect((await validate({ since: 'main' })).code).toBe(0);
  });

  test('uses the policy of HEAD', async () => {
    rmSync(join(folder, POLICY));
    commit('without a policy');
    copyPolicy();
    expect((await validate({ since: 'main' })).code).toBe(2);
  });

  test('refuses a name that is no commit', async () => {
    await expect(validate({ since: 'nowhere' })).rejects.toThrow(ConfigurationError);
  });
});
