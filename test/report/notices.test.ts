import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/records/drift.ts';
import { teamsMessage } from '../../src/report/teams-card.ts';
import { HOSTILE } from './hostile-corpus.ts';

function notice(message: string): Notice {
  return {
    id: 'unrequested/contoso/alice@contoso.com/unknown',
    event: 'unrequested',
    tenant: 'contoso',
    entity: 'alice@contoso.com',
    request: null,
    pullRequest: null,
    phase: null,
    at: '2026-11-24T09:00:00.000Z',
    message,
  };
}

/** Every object of a card. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { ...value };
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

describe('a Teams card', () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 60), text] as const))('reads no Markdown in %j', (_, text) => {
    const parts = [...objectsIn(teamsMessage(notice(text), null))];
    const blocks = parts.filter(({ type }) => type === 'TextBlock').map((part) => part['text']);
    expect(blocks).toEqual(['Restricted, and nobody has asked to unblock it']);
    const runs = parts.filter(({ type }) => type === 'TextRun').map((part) => String(part['text']));
    expect(runs.filter((run) => /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u.test(run))).toEqual([]);
  });

  it('links to the pull request where there is one', () => {
    const url = 'https://github.com/contoso/unblock/pull/1';
    expect(teamsMessage(notice('x'), url)).toMatchObject({
      attachments: [{ content: { actions: [{ type: 'Action.OpenUrl', url }] } }],
    });
  });
});
