import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/adapters/git/environment.ts';
import { ConfigurationError, MissingRightError } from '../../../src/support/errors.ts';
import { git, temporaryFolder, workspace } from './fixture.ts';
import { BASIC, CHANGE, overHttps, serve } from './https-origin.ts';

describe('the token is sent', () => {
  it.for([
    ['without .git', '/contoso/control'],
    ['with .git', '/contoso/control.git'],
    ['with a slash at the end', '/contoso/control.git/'],
    ['in other letters', '/Contoso/CONTROL.git'],
  ] as const)('to this repository %s', async ([, address]) => {
    const { clone, env, origin } = await overHttps(address);
    const { control } = await workspace(clone, { env });
    await control.fetchTip().catch(() => undefined);
    expect(origin.seen.every(({ authorization }) => authorization === BASIC)).toBe(true);
    expect(origin.seen.length).toBeGreaterThan(0);
  });

  it('in place of a name and password in the address, which no argument then holds', async () => {
    const { clone, env, origin, folder } = await overHttps();
    const address = `${origin.server}/contoso/control.git`.replace('//', '//octocat:hunter2@');
    await git(clone, ['remote', 'set-url', 'origin', address]);
    const config = join(folder, 'gitconfig');
    await writeFile(config, `[trace2]\n\teventTarget = ${join(folder, 'events.json')}\n`);
    const { control } = await workspace(clone, { env: { ...env, GIT_CONFIG_GLOBAL: config } });
    expect((await control.fetchTip()).branch).toBe('main');
    expect(await readFile(join(folder, 'events.json'), 'utf8')).not.toContain('hunter2');
  });
});

describe('the token is not sent', () => {
  const elsewhere: readonly [string, string, Environment][] = [
    ['another repository of the server', '/contoso/control', { GITHUB_REPOSITORY: 'contoso/other' }],
    ['a repository whose name begins alike', '/contoso/control-copy.git', {}],
    ['a path below the repository', '/contoso/control.git/inner', {}],
    ['a path with the repository below it', '/mirror/contoso/control.git', {}],
    ['an address with a query', '/contoso/control?x=/contoso/control', {}],
    ['another server', '/contoso/control.git', { GITHUB_SERVER_URL: 'https://github.com' }],
    ['another port of the server', '/contoso/control.git', { GITHUB_SERVER_URL: 'https://127.0.0.1' }],
    ['a server that is given as http', '/contoso/control.git', { GITHUB_SERVER_URL: 'http://127.0.0.1' }],
    ['a run that does not name its repository', '/contoso/control.git', { GITHUB_REPOSITORY: undefined }],
    ['a run without a token', '/contoso/control.git', { GITHUB_TOKEN: undefined }],
  ];

  it.for(elsewhere)('to %s', async ([, address, changed]) => {
    const { clone, env, origin } = await overHttps(address);
    const { control } = await workspace(clone, { env: { ...env, ...changed } });
    await expect(control.fetchTip()).rejects.toThrow(MissingRightError);
    expect(origin.seen.length).toBeGreaterThan(0);
    expect(new Set(origin.seen.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
  });

  it('to where origin redirects', async () => {
    const { clone, env, origin } = await overHttps();
    const thief = await serve(await temporaryFolder());
    origin.fault = (request, response) => {
      response.writeHead(302, { location: `${thief.server}${request.url ?? ''}` }).end();
      return true;
    };
    const bundle = `${await readFile(origin.certificate, 'utf8')}\n${await readFile(thief.certificate, 'utf8')}`;
    await writeFile(origin.certificate, bundle);
    const { control } = await workspace(clone, { env });
    await expect(control.fetchTip()).rejects.toThrow(ConfigurationError);
    expect(thief.seen).toEqual([]);
  });

  it('to where the clone pushes, when that is another place than where it fetches', async () => {
    const { clone, env, origin } = await overHttps();
    await git(clone, ['config', 'remote.origin.pushurl', `${origin.server}/contoso/other.git`]);
    const { records } = await workspace(clone, { env });
    const snapshot = await records.open('contoso');
    origin.seen.length = 0;
    await expect(records.push(snapshot, [CHANGE])).rejects.toThrow(MissingRightError);
    expect(origin.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });
});
