import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { NEWEST_FIRST, type ListedEntity, type Selection } from '../../src/overview/entity-list.ts';
import { renderList } from '../../src/report/list-text.ts';
import { listed } from '../overview/build.ts';

const PLAIN = createColors(false);
const HOSTILE = '\u202Eevil\u001B[31m\u0000 ::error::x ##[group]y | <!-- z -->\r\n::stop-commands::t\u2028@octocat';

interface Shown {
  readonly rows: readonly ListedEntity[];
  readonly entities?: readonly ListedEntity[];
  readonly tenants?: readonly string[];
  readonly incomplete?: readonly string[];
  readonly selection?: Partial<Selection>;
  readonly compact?: boolean;
}

function rendered({ rows, entities = rows, tenants = ['contoso'], incomplete = [], selection, compact = true }: Shown) {
  const list = { observedAt: '2026-11-23T09:00:00.000Z', tenants, entities, incomplete };
  return renderList({ list, rows, selection: { sort: NEWEST_FIRST, ...selection }, compact }, PLAIN);
}

describe('a list as text', () => {
  it('has its columns below each other, a mark at the one it is sorted by, and a sentence below', () => {
    const rows = [
      listed({
        requests: [
          { id: 'contoso/alice', phase: 'Pending' },
          { id: 'contoso/again', phase: null },
        ],
      }),
      listed({
        entity: 'bob.the.builder@contoso.com',
        createdAt: null,
        unreadableTime: true,
        temporary: null,
        requests: null,
      }),
    ];
    expect(rendered({ rows })).toBe(
      [
        'entity                       type     createdAt ▼           changedAt  temporary  reason        requests',
        'alice@contoso.com            mailbox  2026-11-23T07:41:00Z  –          no         outboundSpam  contoso/alice (Pending), contoso/again (no run yet)',
        'bob.the.builder@contoso.com  mailbox  ?                     ?          ?          outboundSpam  ?',
        '',
        '2 restricted entities in contoso.',
        '',
      ].join('\n'),
    );
  });

  it('tells the reason in a second line where there is room, and cuts a long one', () => {
    const rows = [
      listed({}),
      listed({ entity: 'carol@contoso.com', reason: { kind: 'other', raw: 'x'.repeat(200) } }),
      listed({ entity: 'dave@contoso.com', reason: { kind: 'other', raw: '' } }),
    ];
    const lines = rendered({ rows, compact: false }).split('\n');
    expect(lines).toContain('  percent 80');
    expect(lines).toContain(`  ${'x'.repeat(99)}…`);
    expect(lines.slice(-5, -3)).toEqual(['', expect.stringMatching(/^dave@contoso\.com /u)]);
  });

  it('names the tenant where several were asked', () => {
    const rows = [listed({}), listed({ tenant: 'fabrikam' })];
    const text = rendered({ rows, tenants: ['contoso', 'fabrikam'] });
    expect(text).toMatch(/^tenant {4}entity/u);
    expect(text).toContain('\nfabrikam  alice@contoso.com');
    expect(text).toContain('2 restricted entities in contoso, fabrikam.');
  });

  it.each<[string, Shown, string]>([
    ['nothing at all', { rows: [] }, 'Nothing is restricted in contoso.\n'],
    ['one', { rows: [listed({})] }, '1 restricted entity in contoso.\n'],
    [
      'one twice',
      { rows: [listed({}), listed({})] },
      '1 restricted entity in contoso, in 2 rows, as some are listed more than once.\n',
    ],
    [
      'nothing that was searched for',
      { rows: [], entities: [listed({})], selection: { search: '\u202Ebob', type: 'mailbox' } },
      'None of 1 restricted entity in contoso: type mailbox, search "<U+202E>bob".\n',
    ],
    [
      'some of many',
      {
        rows: [listed({})],
        entities: [listed({}), listed({ entity: 'bob@contoso.com' })],
        selection: { type: 'mailbox' },
      },
      '1 of 2 restricted entities in contoso: type mailbox.\n',
    ],
    [
      'more than could be read',
      { rows: [listed({})], incomplete: ['contoso'] },
      'At least 1 restricted entity in contoso.\nThe list is not complete for contoso: what is not listed there may be restricted all the same.\n',
    ],
    [
      'nothing that could be read',
      { rows: [], incomplete: ['contoso'] },
      'No restricted entity could be read in contoso.\nThe list is not complete for contoso: what is not listed there may be restricted all the same.\n',
    ],
  ])('says it in a sentence where there is %s', (_, shown, end) => {
    expect(rendered(shown).split('\n\n').at(-1)).toBe(end);
  });

  it('lets no text from outside move a column, begin a line or reach the terminal', () => {
    const rows = [
      listed({ name: HOSTILE, reason: { kind: 'other', raw: HOSTILE } }),
      listed({
        entity: 'bob@contoso.com',
        reason: { kind: 'outboundSpam', raw: `ExceedingLimitType=${HOSTILE}` },
      }),
    ];
    for (const compact of [true, false]) {
      const text = rendered({ rows, compact });
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      expect(text).not.toMatch(/::|##\[/u);
      const starts = text.split('\n').map((line) => line.slice(0, 2));
      expect(starts.filter((start) => !['', '  ', 'en', 'al', 'bo', '2 '].includes(start))).toEqual([]);
    }
  });
});
