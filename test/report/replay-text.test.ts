import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderReplay } from '../../src/report/replay-text.ts';

const plain = createColors(false);

describe('a replay for people', () => {
  it('says that there are no records yet', () => {
    expect(renderReplay([], plain)).toBe('There are no records yet.\n');
  });

  it('tells apart what is the same, what holds no decision, and what is damaged', () => {
    const damage = { at: '', recorded: 'a record that can be read', replayed: 'it is not JSON' };
    const text = renderReplay(
      [
        { id: 'contoso/a', phase: 'Denied', verdict: 'same', differences: [] },
        { id: 'contoso/bob', phase: 'Expired', verdict: 'nothing', differences: [] },
        { id: 'contoso/c', phase: null, verdict: 'different', differences: [damage] },
      ],
      plain,
    );
    expect(text.split('\n')).toEqual([
      'contoso/a    Denied   same',
      'contoso/bob  Expired  nothing to replay: it holds no decision',
      'contoso/c    damaged  differs: - as recorded, + as decided again',
      '  /',
      '    - a record that can be read',
      '    + it is not JSON',
      '',
    ]);
  });

  it('shows what records hold as text that does nothing', () => {
    const hostile = { at: '/x', recorded: '::set-output name=a::b\u001b[2J', replayed: { raw: '##[error]\u202E' } };
    const text = renderReplay(
      [{ id: 'contoso/a', phase: 'Denied', verdict: 'different', differences: [hostile] }],
      plain,
    );
    for (const active of ['::', '##[', '\u001B', '\u202E']) expect(text).not.toContain(active);
  });
});
