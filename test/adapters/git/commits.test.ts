import { describe, expect, it } from 'vitest';
import { asLanding, parseCommit } from '../../../src/adapters/git/commits.ts';
import { trailersByRequest, trailersOf, withTrailer } from '../../../src/adapters/git/trailers.ts';
import { UnavailableError } from '../../../src/support/errors.ts';

const ID = 'a'.repeat(40);

function commitWith(author: string, message = 'Subject\n'): Uint8Array {
  const committer = 'committer Dana <dana@contoso.com> 1795426800 +0000';
  return Buffer.from(`tree ${'b'.repeat(40)}\nparent ${'c'.repeat(40)}\n${author}\n${committer}\n\n${message}`);
}

describe('a commit object', () => {
  const authors: readonly [string, string, string | undefined][] = [
    ['author Octocat <octocat@contoso.com> 1795426800 +0200', 'octocat@contoso.com', '2026-11-23T09:40:00.000Z'],
    ['author <octocat@contoso.com> 1795426800 +0000', 'octocat@contoso.com', '2026-11-23T09:40:00.000Z'],
    ['author Octocat <> 1795426800 +0000', '', '2026-11-23T09:40:00.000Z'],
    ['author A <a@contoso.com> <b@contoso.com> 1 +0000', 'a@contoso.com', '1970-01-01T00:00:01.000Z'],
    ['author A <a@contoso.com> 99999999999999 +0000', 'a@contoso.com', undefined],
    ['author A <a@contoso.com> 9999999999999999999 +0000', 'a@contoso.com', undefined],
    ['author A <a@contoso.com> yesterday', 'a@contoso.com', undefined],
    ['author nobody', '', undefined],
    ['x-author nothing', '', undefined],
  ];

  it.for(authors)('is read with the line %j', ([line, email, at]) => {
    const info = parseCommit(ID, commitWith(line));
    expect([info.author.email, info.author.at]).toEqual([email, at]);
    expect(info.parents).toEqual(['c'.repeat(40)]);
    expect(info.message).toBe('Subject\n');
  });

  it('takes nothing from its message or a signature for a header', () => {
    const bytes = commitWith(
      'author A <a@contoso.com> 1 +0000\ngpgsig -----BEGIN\n author X <x@contoso.com> 1 +0000\n parent x',
      'Subject\n\nparent d\nauthor Y <y@contoso.com> 1 +0000\n',
    );
    const info = parseCommit(ID, bytes);
    expect([info.parents.length, info.author.email]).toEqual([1, 'a@contoso.com']);
    expect(info.message).toContain('parent d');
  });

  it('without a readable time is no landing', () => {
    const info = parseCommit(ID, Buffer.from('tree x\ncommitter A <a@contoso.com> never +0000\n\n'));
    expect(() => asLanding(info)).toThrow(UnavailableError);
  });
});

describe('trailers', () => {
  const messages: readonly [string, Readonly<Record<string, string>>][] = [
    ['Subject\n\nRequest: contoso/alice\nPhase: Pending\n', { Request: 'contoso/alice', Phase: 'Pending' }],
    ['Subject\r\n\r\nPhase:  Pending \r\n', { Phase: 'Pending' }],
    ['Subject\n\nPhase: Pending\nPhase: Denied', { Phase: 'Denied' }],
    ['Subject\n\nPhase: Unblocked\n\nA last paragraph.', {}],
    ['Subject\n\nPhase: Unblocked\nand more words', {}],
    ['Phase: Unblocked', {}],
    ['Subject\n\nRun: 7/1\nEmpty:', { Run: '7/1', Empty: '' }],
    ['', {}],
    ['\nRun: 7/1', {}],
    ['  \nRun: 7/1', {}],
    ['Subject\n \t\nRun: 7/1', { Run: '7/1' }],
    ['Subject\n\nNo trailer\n\nRun: 7/1', { Run: '7/1' }],
    ['Subject\n\nRun: 7/1\nPush: 1\n', { Run: '7/1' }],
  ];

  it.for(messages)('of %j', ([message, trailers]) => {
    expect(trailersOf(message)).toEqual(trailers);
  });

  it('of a commit about several requests are told for each, with what stands before the first', () => {
    const [alice, bob] = ['Request: contoso/alice\nEntity: a@contoso.com', 'Request: contoso/bob\nPhase: Denied'];
    expect(trailersByRequest(`Subject\n\nPhase: Expired\n${alice}\n${bob}\n`)).toEqual([
      { Phase: 'Expired', Request: 'contoso/alice', Entity: 'a@contoso.com' },
      { Phase: 'Denied', Request: 'contoso/bob' },
    ]);
    expect(trailersByRequest(`Subject\n\nPhase: Expired\n${alice}\nRun: 1/1`)).toHaveLength(1);
    expect(trailersByRequest('Subject\n\nRun: 1/1')).toEqual([{ Run: '1/1' }]);
    expect(trailersByRequest('Subject')).toEqual([]);
  });

  it.for([
    ['Subject\n\nPhase: Pending\n', 'Subject\n\nPhase: Pending\nPush: 1\n'],
    ['Subject', 'Subject\n\nPush: 1\n'],
    ['Phase: Pending', 'Phase: Pending\n\nPush: 1\n'],
  ] as const)('are added to %j', ([message, expected]) => {
    expect(withTrailer(message, 'Push', '1')).toBe(expected);
  });
});
