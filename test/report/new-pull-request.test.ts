import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/drafting/facts.ts';
import { pullRequestFor } from '../../src/report/new-pull-request.ts';
import { describeEntity, renderOpened, renderWritten, type MadeRequest } from '../../src/report/new-text.ts';
import { known } from '../../src/support/reading.ts';
import { row } from '../decision/build.ts';
import { HOSTILE } from './hostile-corpus.ts';
import { liveIn } from './live-markdown.ts';
import { ALICE, contoso, entityFacts, listOf, mailbox, NOT_ASKED, RELAY } from '../drafting/build.ts';

const PLAIN = createColors(false);

function made(name: string, facts = entityFacts()): MadeRequest {
  return { id: `contoso/${name}`, path: `unblock-requests/contoso/${name}.yaml`, facts };
}

describe('an entity in one line', () => {
  const alias = { mailbox: 'a.smith@contoso.com' };
  const both = known(mailbox({ addresses: ['alice@contoso.com', 'a.smith@contoso.com'] }));
  it.each([
    [entityFacts(), 'alice@contoso.com, restricted since 2026-11-23 07:41:00 UTC for outbound spam'],
    [entityFacts(ALICE, { list: known(listOf()) }), 'alice@contoso.com, not restricted'],
    [entityFacts(ALICE, { list: NOT_ASKED }), 'alice@contoso.com, not looked up'],
    [
      entityFacts(ALICE, { list: known(listOf(row({ createdAt: undefined, temporary: true }))) }),
      'alice@contoso.com, restricted for outbound spam; the block lifts by itself at midnight UTC',
    ],
    [
      factsOf(contoso(), alias, known(listOf(row())), both),
      'alice@contoso.com (asked for as a.smith@contoso.com), restricted since 2026-11-23 07:41:00 UTC for outbound spam',
    ],
    [
      entityFacts(RELAY, { list: known(listOf(row({ entity: RELAY, reason: { kind: 'connector', raw: 'x' } }))) }),
      'connector:6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11, restricted since 2026-11-23 07:41:00 UTC',
    ],
  ])('%#', (facts, line) => {
    expect(describeEntity(facts)).toBe(line);
  });
});

describe('a pull request of new requests', () => {
  it('is named after its request, off the branches of the records', () => {
    expect(pullRequestFor([made('2026-11-23-alice')])).toMatchObject({
      branch: 'unblock/2026-11-23-alice',
      title: 'Unblock contoso/2026-11-23-alice',
      commitMessage: 'Request contoso/2026-11-23-alice',
    });
  });

  it('of several names the first and lists all', () => {
    const words = pullRequestFor([made('a'), made('b'), made('c')]);
    expect(words).toMatchObject({ branch: 'unblock/a-and-2-more', title: 'Unblock contoso/a and 2 more' });
    expect(words.commitMessage).toBe('Request contoso/a and 2 more\n\ncontoso/a\ncontoso/b\ncontoso/c');
    expect(words.body.match(/^- /gmu)).toHaveLength(3);
  });

  it('of very many stays within what GitHub takes, and says that something is left out', () => {
    const [first, ...others] = Array.from({ length: 999 }, (_, index) => made(`request-${index}`));
    if (!first) throw new Error('nothing was made');
    const { body } = pullRequestFor([first, ...others]);
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/_\d+ of 1000 parts are left out here/u);
  });

  it.each(HOSTILE.map((text) => [text.slice(0, 60), text] as const))('is dead to %j', (_, mailbox) => {
    const { title, commitMessage, body } = pullRequestFor([made('x', entityFacts({ mailbox })), made('y')]);
    expect(liveIn(body, new Set(['root', 'paragraph', 'text', 'list', 'listItem', 'inlineCode', 'emphasis']))).toEqual(
      [],
    );
    expect(`${title} ${commitMessage}`).toBe(
      'Unblock contoso/x and 1 more Request contoso/x and 1 more\n\ncontoso/x\ncontoso/y',
    );
  });

  it('holds an address as code and nowhere else, whatever it is made of', () => {
    const address = '`@octocat`#1{}|~fixes#2`@contoso.com';
    const { title, commitMessage, body } = pullRequestFor([made('x', entityFacts({ mailbox: address }))]);
    expect(`${title} ${commitMessage}`).not.toContain('octocat');
    expect(body).toContain(`- \`\` ${address}, restricted since 2026-11-23 07:41:00 UTC for outbound spam \`\`: `);
  });
});

describe('what is said afterwards', () => {
  it('is where the file is and which commands come next', () => {
    expect(renderWritten([made('alice')], ['git add a'], PLAIN)).toBe(
      [
        'Wrote unblock-requests/contoso/alice.yaml',
        '      alice@contoso.com, restricted since 2026-11-23 07:41:00 UTC for outbound spam',
        '',
        'Read it over, then open a pull request with it and nothing else in it:',
        '',
        '  git add a',
        '',
      ].join('\n'),
    );
  });

  it('is where the pull request is, and commands nothing', () => {
    const text = renderOpened([made('alice'), made('bob')], { number: 7, url: 'https://x/7\n::add-mask::y' }, PLAIN);
    expect(text).toContain('Opened pull request #7: https://x/7 : :add-mask: :y\n');
    expect(text).toContain('reinstate plan --pr 7');
  });
});
