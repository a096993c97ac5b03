import { describe, expect, it } from 'vitest';
import type { Reply } from '../scripted-server.ts';
import { commandIn, exchange, exchangeError } from './exchange-server.ts';

const LIST = 'Get-BlockedSenderAddress';
const MORE = 'There are more results available than are currently displayed.';

function page(addresses: readonly string[], next?: unknown, warnings: readonly unknown[] = []): Reply {
  const value = addresses.map((SenderAddress) => ({ SenderAddress, CreatedDatetime: '2026-11-23T07:41:00Z' }));
  return {
    body: { '@adminapi.warnings': warnings, value, ...(next === undefined ? {} : { '@odata.nextLink': next }) },
  };
}

describe('pages', () => {
  it('are followed to the end with the same body, anchor and connection', async () => {
    const { reader, server } = await exchange({
      [LIST]: [page(['a@contoso.com'], '/adminapi/next?page=2', [MORE]), page(['b@contoso.com'])],
    });
    const list = await reader.restrictions();
    expect(list).toMatchObject({ complete: true });
    expect(list.restrictions).toHaveLength(2);
    const [first, second] = server.received.filter((request) => commandIn(request).cmdlet === LIST);
    expect(second).toMatchObject({ method: 'POST', path: '/adminapi/next?page=2', body: first?.body });
    for (const name of ['x-anchormailbox', 'connection-id', 'authorization', 'prefer']) {
      expect(second?.headers[name]).toBe(first?.headers[name]);
    }
  });

  it.each<[string, Reply, RegExp]>([
    ['fails', exchangeError(400, 'Expired or Invalid pagination request.'), /Expired or Invalid pagination/u],
    ['is refused', { status: 403, body: Buffer.alloc(8) }, /403/u],
    ['carries a warning', page(['b@contoso.com'], undefined, ['something else']), /something else/u],
    ['leads to itself', page(['b@contoso.com'], '/adminapi/next?page=2'), /do not end/u],
  ])('make the list incomplete where the second %s, and what was read is kept', async (_, second, reason) => {
    const { reader } = await exchange({ [LIST]: [page(['a@contoso.com'], '/adminapi/next?page=2', [MORE]), second] });
    const list = await reader.restrictions();
    expect(list.complete).toBe(false);
    expect(!list.complete && list.reason).toMatch(reason);
    expect(list.restrictions[0]?.entity).toEqual({ mailbox: 'a@contoso.com' });
  });

  it.each([
    ['another host', 'https://exchange.example/next'],
    ['another port of this machine', 'http://127.0.0.1:9/next'],
    ['a look-alike host', 'https://outlook.office365.com.example/next'],
    ['a script', 'javascript:alert(1)'],
    ['a link that is no text', 7],
  ])('are not followed to %s', async (_, link) => {
    const { reader, server } = await exchange({ [LIST]: page(['a@contoso.com'], link) });
    expect(await reader.restrictions()).toMatchObject({ complete: false, remedy: 'retry' });
    expect(server.received).toHaveLength(2);
  });

  it('end at a bound', async () => {
    let number = 0;
    const { reader, server } = await exchange({
      [LIST]: () => {
        number += 1;
        return page([`u${number}@contoso.com`], `/adminapi/next?page=${number}`);
      },
    });
    expect(await reader.restrictions()).toMatchObject({ complete: false });
    expect(server.received.length).toBeLessThan(210);
  });

  it.each([
    ['any warning but that more follow', [MORE, 'a server is down']],
    ['a warning that more follow and something failed', ['Additional results could not be read.']],
    ['a warning that nobody knows', ['Think again.']],
  ])('with %s make the list incomplete', async (_, warnings) => {
    const { reader } = await exchange({ [LIST]: [page([], '/adminapi/next?page=2', warnings), page([])] });
    expect(await reader.restrictions()).toMatchObject({ complete: false });
  });

  it('whose header says once more that more follow are followed as well', async () => {
    const first = { ...page([], '/adminapi/next?page=2', [MORE]), headers: { 'x-warnings': MORE } };
    const { reader } = await exchange({ [LIST]: [first, page(['a@contoso.com'])] });
    expect(await reader.restrictions()).toMatchObject({ complete: true, restrictions: [{}] });
  });

  it('are not missed where the link to the next one is written in another case', async () => {
    const { body } = page(['a@contoso.com']);
    const first = { body: { ...Object(body), '@OData.NextLink': '/adminapi/next?page=2' } };
    const { reader } = await exchange({ [LIST]: [first, page(['b@contoso.com'])] });
    expect((await reader.restrictions()).restrictions).toHaveLength(2);
  });
});
