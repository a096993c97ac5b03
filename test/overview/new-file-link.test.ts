import { describe, expect, it } from 'vitest';
import { newFileLink } from '../../src/overview/new-file-link.ts';

const PAGE = { server: 'https://github.com/', repository: 'contoso/unblock', branch: 'main' };
const REQUEST = { path: 'unblock-requests/contoso/alice.yaml', yaml: '# a&b=c? 100%\nkind: "UnblockRequest" + ü\n' };

describe('the link that begins a file', () => {
  it('reads back as the file, whatever stands in it', () => {
    const url = new URL(newFileLink(PAGE, REQUEST) ?? '');
    expect(url.origin + url.pathname).toBe('https://github.com/contoso/unblock/new/main');
    expect(Object.fromEntries(url.searchParams)).toEqual({ filename: REQUEST.path, value: REQUEST.yaml });
    expect(url.hash).toBe('');
  });

  it('keeps the slash of a branch, and nothing else of it that would lead elsewhere', () => {
    expect(newFileLink({ ...PAGE, branch: 'release/1?x#y' }, REQUEST)).toContain('/new/release/1%3Fx%23y?filename=');
  });

  it.each([
    [7_999, true],
    [8_000, false],
  ])('of %i characters is there: %s', (length, there) => {
    const short = newFileLink(PAGE, { ...REQUEST, yaml: '' }) ?? '';
    expect(newFileLink(PAGE, { ...REQUEST, yaml: 'x'.repeat(length - short.length) }) !== undefined).toBe(there);
  });
});
