import { describe, expect, it } from 'vitest';
import type { Reply } from '../scripted-server.ts';
import { graph, graphError, ID, list } from './graph-server.ts';

describe('strong methods', () => {
  const method = (type: string, createdDateTime: string | null = null) => ({
    '@odata.type': `#microsoft.graph.${type}AuthenticationMethod`,
    createdDateTime,
  });

  async function methods(fromMethods: Reply, fromReport: Reply = graphError(403, 'Authorization_RequestDenied')) {
    const { reader, server } = await graph(({ path }) => (path.includes('/reports/') ? fromReport : fromMethods));
    return { methods: await reader.strongMethods(ID), server };
  }

  it('are those that are a second factor, with the times they have', async () => {
    const { methods: found, server } = await methods(
      list(method('password'), method('email'), method('phone'), method('fido2', '2026-11-20T10:00:00Z')),
    );
    expect(found).toEqual({
      known: true,
      value: { source: 'methods', registered: true, addedAt: [undefined, '2026-11-20T10:00:00.000Z'] },
    });
    expect(server.received.map(({ path }) => path)).toEqual([`/v1.0/users/${ID}/authentication/methods`]);
  });

  it.each([
    ['a password alone', list(method('password'))],
    ['what only resets a password', list(method('password'), method('email'))],
    ['a pass for once', list(method('temporaryAccessPass'))],
    ['nothing', list()],
  ])('are none for %s', async (_, reply) => {
    expect((await methods(reply)).methods).toMatchObject({ known: true, value: { registered: false } });
  });

  it.each([true, false])('come from the report where the list is refused: %s', async (isMfaCapable) => {
    const report = {
      body: { id: ID, isMfaCapable, isMfaRegistered: true, lastUpdatedDateTime: '2026-11-23T09:00:00.5Z' },
    };
    expect((await methods(graphError(403, 'accessDenied'), report)).methods).toEqual({
      known: true,
      value: {
        source: 'registrationReport',
        registered: isMfaCapable,
        addedAt: [],
        reportedAt: '2026-11-23T09:00:00.500Z',
      },
    });
  });

  it('come from the report where the list only has kinds nobody knows', async () => {
    const found = await methods(list(method('password'), method('telepathy')), { body: { isMfaCapable: true } });
    expect(found.methods).toEqual({
      known: true,
      value: { source: 'registrationReport', registered: true, addedAt: [] },
    });
  });

  it('are not known where neither answers, and both permissions are named', async () => {
    const { methods: found } = await methods(graphError(403, 'accessDenied'));
    expect(!found.known && found.reason).toMatch(/UserAuthenticationMethod\.Read\.All.*AuditLog\.Read\.All/u);
  });

  it.each(['soon', 7, {}])('are not known from a list that gives a time as %s, but from the report', async (time) => {
    const report = { body: { isMfaCapable: true, lastUpdatedDateTime: '2026-11-23T09:00:00Z' } };
    const odd = { ...method('fido2'), createdDateTime: time };
    expect((await methods(list(odd), report)).methods).toMatchObject({ value: { source: 'registrationReport' } });
  });

  it("carry the time of a kind nobody knows, which may be as strong and as much the intruder's", async () => {
    const { methods: found } = await methods(list(method('fido2'), method('telepathy', '2026-11-22T10:00:00Z')));
    expect(found).toMatchObject({ value: { addedAt: [undefined, '2026-11-22T10:00:00.000Z'] } });
  });

  it('come from the report in China, where the list is not there to be asked', async () => {
    const report = { body: { isMfaCapable: true, lastUpdatedDateTime: '2026-11-23T09:00:00Z' } };
    const { reader, server } = await graph(() => report, 5_000, 'china');
    expect(await reader.strongMethods(ID)).toMatchObject({ value: { source: 'registrationReport' } });
    expect(server.received.map(({ path }) => path)).toEqual([expect.stringContaining('/reports/')]);
  });

  it.each<[string, Reply, Reply, boolean]>([
    ['both rights lack', graphError(403, 'accessDenied'), graphError(403, 'accessDenied'), true],
    ['the report may answer later', graphError(403, 'accessDenied'), { status: 503 }, false],
    ['the list may answer later', { status: 503 }, graphError(403, 'accessDenied'), false],
  ])('are lastingly unknown or not where %s', async (_, fromMethods, fromReport, lasting) => {
    const { methods: found } = await methods(fromMethods, fromReport);
    expect(!found.known && found.remedy !== undefined).toBe(lasting);
  });

  it('are not known from a report that does not say', async () => {
    const { methods: found } = await methods(graphError(403, 'accessDenied'), { body: { isMfaCapable: 'true' } });
    expect(found).toMatchObject({ known: false });
  });
});
