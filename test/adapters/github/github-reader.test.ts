import { describe, expect, it } from 'vitest';
import { connectGitHub } from '../../../src/adapters/github/client.ts';
import { createGitHubReader } from '../../../src/adapters/github/github-reader.ts';
import type { GitHubReader } from '../../../src/ports/github.ts';
import { ConfigurationError, MissingRightError, NotFoundError, UnavailableError } from '../../../src/support/errors.ts';
import { scriptedServer, type Received, type Reply } from '../scripted-server.ts';
import { testClock } from '../test-clock.ts';

const TOKEN = 'ghs_planted0123456789abcdefghijklmnop';

async function github(reply: (request: Received, index: number) => Reply, requestTimeoutMs = 5_000) {
  const server = await scriptedServer(reply);
  const clock = testClock();
  const connection = {
    apiUrl: server.origin,
    token: TOKEN,
    owner: 'contoso',
    repo: 'unblock',
    clock,
    requestTimeoutMs,
  };
  return { server, clock, reader: createGitHubReader(connectGitHub(connection)) };
}

async function failure(asked: Promise<unknown>): Promise<Error> {
  const outcome = await asked.then(
    (value) => new Error(`answered ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  return outcome instanceof Error ? outcome : new Error(String(outcome));
}

const SHA = 'a'.repeat(40);
const READS: readonly (readonly [string, (reader: GitHubReader) => Promise<unknown>])[] = [
  ['repository', async (reader) => reader.repository()],
  ['pull requests of a commit', async (reader) => reader.pullRequestsOfCommit(SHA)],
  ['pull request', async (reader) => reader.pullRequest(5)],
  ['files', async (reader) => reader.pullRequestFiles(5)],
  ['commits', async (reader) => reader.pullRequestCommits(5)],
  ['reviews', async (reader) => reader.reviews(5)],
  ['timeline', async (reader) => reader.baseChanges(5)],
  ['permission', async (reader) => reader.permission('octocat')],
  ['team', async (reader) => reader.teamMembership('secops', 'octocat')],
  ['account', async (reader) => reader.account('octocat')],
  ['activity', async (reader) => reader.pushes('main')],
  ['contents', async (reader) => reader.blobAt(SHA, 'unblock-requests/contoso/a.yaml')],
  ['run', async (reader) => reader.runAttempt('1001', 1)],
];

/** A 200 that says nothing GitHub documents for any of the reads. */
const PROVES_NOTHING: readonly (readonly [string, Reply])[] = [
  ['nothing', {}],
  ['half of an answer', { body: '[{"id":1,"state":"APPROVED","commit_id":"a' }],
  ['a page for people', { headers: { 'content-type': 'text/html' }, body: '<html>Unicorn!</html>' }],
  ['a text', { body: '"x"' }],
  ['null', { body: 'null' }],
  ['an error', { body: { message: 'Server Error', documentation_url: 'https://docs.github.com' } }],
  ['a list of texts', { body: ['x'] }],
  ['a list of nothing known', { body: [{ event: 'base_ref_changed' }] }],
  ['values of other kinds', { body: { id: '1', private: 'no', type: 7, state: 7, status: 7, number: '5', user: 'x' } }],
];

describe('an answer of GitHub that proves nothing', () => {
  it.each(READS.flatMap(([read, ask]) => PROVES_NOTHING.map(([what, reply]) => ({ read, ask, what, reply }))))(
    'is no answer about $read: $what',
    async ({ ask, reply }) => {
      const { reader } = await github(() => reply);
      const error = await failure(ask(reader));
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error.message).toMatch(/can not be read: |: it is not JSON$|is not a file$/u);
    },
  );
});

describe('a failure of GitHub', () => {
  it.each(READS)('is never told as an absence of its %s', async (_, ask) => {
    for (const status of [400, 409, 410, 418, 422, 500, 503]) {
      const { reader } = await github(() => ({ status, body: { message: `you sent ${TOKEN}` } }));
      const error = await failure(ask(reader));
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error.message).toMatch(new RegExp(`^GitHub answered ${status} when asked for `, 'u'));
      expect(JSON.stringify([error.message, error.cause])).not.toContain(TOKEN.slice(0, 20));
    }
  });

  it.each<[string, Reply]>([
    ['a broken connection', { breakAfter: 'request' }],
    ['an answer that breaks off', { body: [], breakAfter: 'half the body' }],
    ['an answer cut short', { body: '[' }],
    ['a 502', { status: 502, body: '<html>' }],
    ['a 429', { status: 429, headers: { 'retry-after': '2' } }],
    ['a secondary limit', { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } }],
    ['a limit that asks to wait', { status: 403, headers: { 'retry-after': '2' }, body: { message: 'wait' } }],
  ])('that is %s passes: it is asked again', async (_, first) => {
    const { reader, server, clock } = await github((__, index) => (index === 0 ? first : { body: [] }));
    expect(await reader.reviews(5)).toEqual([]);
    expect(server.received).toHaveLength(2);
    expect(clock.slept).toHaveLength(1);
  });

  it('that is a limit used up for an hour is told with its end, and not waited for', async () => {
    const reset = Date.parse('2026-11-23T09:59:00Z') / 1000;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    const { reader, clock } = await github(() => ({
      status: 403,
      headers,
      body: { message: 'API rate limit exceeded' },
    }));
    const error = await failure(reader.reviews(5));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).toContain('until 2026-11-23T09:59:00.000Z');
    expect(clock.slept).toEqual([]);
  });

  it('that is a silence ends', async () => {
    const { reader } = await github(() => ({ hang: true }), 30);
    expect((await failure(reader.reviews(5))).message).toMatch(
      /could not be asked for reviews of #5: no answer in time/u,
    );
  });

  it.each<[string, Reply, typeof MissingRightError | typeof NotFoundError, RegExp]>([
    ['a refused token', { status: 401 }, MissingRightError, /refused to show reviews of #5 \(401\)/u],
    ['a missing right', { status: 403, body: { message: 'Resource not accessible' } }, MissingRightError, /\(403\)/u],
    ['an absence', { status: 404, body: { message: 'Not Found' } }, NotFoundError, /no reviews of #5/u],
  ])('that is %s is told as one, at once', async (_, reply, kind, message) => {
    const { reader, server } = await github(() => reply);
    const error = await failure(reader.reviews(5));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
    expect(server.received).toHaveLength(1);
  });

  it('names the permission that GitHub says is missing, and nothing it slips in there', async () => {
    const headers = { 'x-accepted-github-permissions': `pull_requests=read ${TOKEN}` };
    const { reader } = await github(() => ({ status: 403, headers }));
    const error = await failure(reader.reviews(5));
    expect(error instanceof MissingRightError && error.hint).toBe('the token needs pull_requests=read [redacted]');
  });
});

describe('the token of GitHub', () => {
  it.each([
    ['the next page', { headers: (origin: string) => ({ link: `<${origin}/next>; rel="next"` }), body: [] }],
    ['a redirect', { status: 301, headers: (origin: string) => ({ location: `${origin}/moved` }), body: [] }],
  ])('does not follow %s to another place', async (_, { headers, ...reply }) => {
    const elsewhere = await scriptedServer(() => ({ body: [] }));
    const { reader, server } = await github(() => ({ ...reply, headers: headers(elsewhere.origin) }));
    expect((await failure(reader.reviews(5))).message).toMatch(/it points to another address/u);
    expect(elsewhere.received).toEqual([]);
    expect(server.received).toHaveLength(1);
  });

  it('is taken along to the next page of the same place, to the last one', async () => {
    const { reader, server } = await github(({ headers }, index) => ({
      ...(index < 2 ? { headers: { link: `<http://${headers.host ?? ''}/p${index}>; rel="next"` } } : {}),
      body: [{ id: index, state: 'APPROVED', user: null, commit_id: null, submitted_at: '2026-11-23T07:41:00Z' }],
    }));
    expect((await reader.reviews(5)).map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`token ${TOKEN}`));
  });

  it('is taken for no token where it holds what none does, and is not told', () => {
    const connection = { apiUrl: 'https://api.github.com', owner: 'contoso', repo: 'unblock', clock: testClock() };
    const connect = () => connectGitHub({ ...connection, token: `${TOKEN}\n` });
    expect(connect).toThrow(ConfigurationError);
    expect(connect).not.toThrow(TOKEN);
  });

  it('is not sent without encryption', () => {
    const connection = { apiUrl: 'http://github.example', owner: 'contoso', repo: 'unblock', clock: testClock() };
    expect(() => connectGitHub({ ...connection, token: TOKEN })).toThrow(/not an https address/u);
  });
});

describe('pages that do not end', () => {
  it('are no list', async () => {
    const { reader } = await github(({ headers }, index) => ({
      headers: { link: `<http://${headers.host ?? ''}/p${index}>; rel="next"` },
      body: [],
    }));
    expect((await failure(reader.reviews(5))).message).toMatch(/its pages do not end/u);
  });
});
