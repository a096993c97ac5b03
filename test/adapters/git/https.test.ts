import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, MissingRightError, UnavailableError } from '../../../src/support/errors.ts';
import { git, ownTemporaryFolder, temporaryFolder, workspace } from './fixture.ts';
import { BASIC, CHANGE, leakingFiles, leaks, overHttps, TOKEN } from './https-origin.ts';

describe('over HTTPS', () => {
  it('everything works with the token of the run, which git trusts to whom Node trusts', async () => {
    const { clone, env, bare, origin } = await overHttps();
    const { control, records } = await workspace(clone, { env });
    const tip = await control.fetchTip();
    expect(tip.commit).toBe(await git(bare, ['rev-parse', 'main']));
    expect((await records.push(await records.open('contoso'), [CHANGE])).kind).toBe('pushed');
    expect(await control.fetchPullRequestHead(3)).toBeUndefined();
    expect(await control.fetchCommit('0123456789'.repeat(4))).toBe(false);
    expect(new Set(origin.seen.map(({ authorization }) => authorization))).toEqual(new Set([BASIC]));
  });

  it('the token is neither on disk nor among the arguments of any process', async () => {
    const { clone, env, folder } = await overHttps();
    const events = join(folder, 'events.json');
    const config = join(folder, 'gitconfig');
    await writeFile(config, `[trace2]\n\teventTarget = ${events}\n`);
    const temporary = await ownTemporaryFolder();
    const traced = { ...env, GIT_CONFIG_GLOBAL: config };
    const { control, records } = await workspace(clone, { env: traced });
    await control.fetchTip();
    await records.push(await records.open('contoso'), [CHANGE]);
    const written = await readFile(events, 'utf8');
    expect(written).toContain('remote-https');
    expect(written).toContain('fast-import');
    expect(leaks(written)).toBe(false);
    expect(await readdir(temporary)).toHaveLength(1);
    for (const place of [clone, temporary]) {
      expect(await leakingFiles(place)).toEqual([]);
    }
  });

  it('without NODE_EXTRA_CA_CERTS an unknown authority is not trusted', async () => {
    const { clone, env } = await overHttps();
    const { control } = await workspace(clone, { env: { ...env, NODE_EXTRA_CA_CERTS: undefined } });
    await expect(control.fetchTip()).rejects.toThrow(UnavailableError);
  });

  it("git's own certificate setting wins over NODE_EXTRA_CA_CERTS", async () => {
    const { clone, env, folder, origin } = await overHttps();
    const other = join(folder, 'empty.pem');
    await writeFile(other, '');
    const { control } = await workspace(clone, { env: { ...env, GIT_SSL_CAINFO: other } });
    await expect(control.fetchTip()).rejects.toThrow(UnavailableError);
    await git(clone, ['config', `http.${origin.server}/.sslCAInfo`, origin.certificate]);
    const second = await workspace(clone, { env: { ...env, NODE_EXTRA_CA_CERTS: other } });
    expect((await second.control.fetchTip()).branch).toBe('main');
  });

  it('a certificate file that is not there is warned of', async () => {
    const { clone, env, folder } = await overHttps();
    const warnings: string[] = [];
    const progress = { step: () => undefined, warn: (said: string) => void warnings.push(said) };
    await workspace(clone, { env: { ...env, NODE_EXTRA_CA_CERTS: join(folder, 'absent.pem') }, progress });
    expect(warnings.join()).toContain('NODE_EXTRA_CA_CERTS could not be read');
  });

  it('settings of the clone on how to reach origin are kept, its extra headers are not', async () => {
    const { clone, env, origin, folder } = await overHttps();
    const real = await temporaryFolder();
    await writeFile(join(real, 'helper.sh'), `#!/bin/sh\necho username=x-access-token\necho password=${TOKEN}\n`, {
      mode: 0o755,
    });
    await git(clone, ['remote', 'set-url', 'origin', 'control:repository']);
    await git(clone, ['config', `url.${origin.server}/contoso/control.insteadOf`, 'control:repository']);
    await git(clone, ['config', 'credential.helper', join(real, 'helper.sh')]);
    await git(clone, ['config', 'http.extraheader', 'X-Left-Behind: yes']);
    const headers: unknown[] = [];
    origin.fault = (request) => {
      headers.push(request.headers['x-left-behind']);
      return false;
    };
    await git(folder, ['-C', 'served/contoso', 'clone', '--quiet', '--bare', 'control.git', 'control']);
    const { control } = await workspace(clone, { env: { ...env, GITHUB_TOKEN: undefined } });
    expect((await control.fetchTip()).branch).toBe('main');
    expect(new Set(headers)).toEqual(new Set([undefined]));
  });
});

describe('an answer of the server', () => {
  it.for([
    [401, MissingRightError],
    [403, MissingRightError],
    [404, MissingRightError],
    [301, ConfigurationError],
    [429, UnavailableError],
    [500, UnavailableError],
    [503, UnavailableError],
  ] as const)('%i is told by what to do next, without the token', async ([status, kind]) => {
    const { clone, env, origin } = await overHttps();
    origin.fault = (_, response) => {
      response
        .writeHead(status, { location: 'https://127.0.0.1/', 'www-authenticate': 'Basic realm="git"' })
        .end(TOKEN);
      return true;
    };
    const { control } = await workspace(clone, { env });
    const error = await control.fetchTip().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(leaks(inspect(error, { depth: 10 }))).toBe(false);
  });

  it('that comes late is asked for again', async () => {
    const { clone, env, origin } = await overHttps();
    let failures = 2;
    origin.fault = (_, response) => {
      failures -= 1;
      if (failures < 0) return false;
      response.writeHead(502).end();
      return true;
    };
    const { control } = await workspace(clone, { env });
    expect((await control.fetchTip()).branch).toBe('main');
  });

  it('that never comes is given up', async () => {
    const { clone, env, origin } = await overHttps();
    origin.fault = () => true;
    const { control } = await workspace(clone, { env, silenceMs: 1_000, retry: { retries: 0, firstDelayMs: 1 } });
    await expect(control.fetchTip()).rejects.toThrow(UnavailableError);
  });
});

describe('a push whose answer is lost', () => {
  it('is found on origin, and not done twice', async () => {
    const { clone, env, origin, bare } = await overHttps();
    const { records } = await workspace(clone, { env });
    const snapshot = await records.open('contoso');
    origin.loseAnswers = true;
    const outcome = await records.push(snapshot, [CHANGE]);
    expect(outcome.kind).toBe('pushed');
    expect(outcome.snapshot.files.has('records/alice.json')).toBe(true);
    expect(await git(bare, ['rev-list', '--count', 'reinstate/records/contoso'])).toBe('1');
  });

  it('is found below what somebody else pushed on top of it', async () => {
    const { clone, env, origin, bare, folder } = await overHttps();
    const { records } = await workspace(clone, { env });
    const snapshot = await records.open('contoso');
    const other = join(folder, 'other');
    await git(folder, ['clone', '--quiet', bare, other]);
    const theirs = await workspace(other);
    origin.loseAnswers = true;
    origin.fault = (request, response) => {
      // The first question after the lost answer is held until somebody else has built on what arrived.
      if (!origin.seen.some(({ path }) => path.endsWith('/git-receive-pack')) || request.method !== 'GET') return false;
      origin.fault = undefined;
      void (async () => {
        const there = await theirs.records.open('contoso');
        await theirs.records.push(there, [
          { ...CHANGE, files: [{ path: 'records/bob.json', bytes: Buffer.from('[]') }] },
        ]);
        response.writeHead(503).end();
      })();
      return true;
    };
    const outcome = await records.push(snapshot, [CHANGE]);
    expect(outcome.kind).toBe('pushed');
    expect([...outcome.snapshot.files.keys()]).toEqual(['records/alice.json', 'records/bob.json']);
  });

  it('is pushed again where it did not arrive', async () => {
    const { clone, env, origin, bare } = await overHttps();
    const { records } = await workspace(clone, { env });
    const snapshot = await records.open('contoso');
    let failures = 1;
    origin.fault = (request) => {
      if (!request.url?.endsWith('/git-receive-pack') || failures === 0) return false;
      failures -= 1;
      request.socket.destroy();
      return true;
    };
    expect((await records.push(snapshot, [CHANGE])).kind).toBe('pushed');
    expect(await git(bare, ['rev-list', '--count', 'reinstate/records/contoso'])).toBe('1');
  });

  it('is unavailable where nobody can say whether it arrived', async () => {
    const { clone, env, origin } = await overHttps();
    const { records } = await workspace(clone, { env });
    const snapshot = await records.open('contoso');
    origin.fault = (request) => {
      request.socket.destroy();
      return true;
    };
    await expect(records.push(snapshot, [CHANGE])).rejects.toThrow(UnavailableError);
  });
});
