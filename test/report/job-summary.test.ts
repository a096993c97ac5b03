import { describe, expect, it } from 'vitest';
import { readOutcome, type CommandOutcome } from '../../src/report/command-outcome.ts';
import { renderJobSummary } from '../../src/report/job-summary.ts';
import { HOSTILE } from './hostile-corpus.ts';
import { liveIn, nodesOf, parseMarkdown } from './live-markdown.ts';

const TEXT = ['root', 'heading', 'paragraph', 'text', 'inlineCode'];
const TABLES = new Set([...TEXT, 'table', 'tableRow', 'tableCell']);

/** Documents with a text in every place that can hold one. */
function documentsWith(text: string): readonly (readonly [string, object])[] {
  const problem = { line: 1, column: 1, pointer: '', message: text, hint: text };
  return [
    ['validate', { files: [{ path: text, valid: false, problems: [problem] }] }],
    ['plan', { requests: [{ id: text, entity: text, outcome: 'denied', action: 'none', reason: text, missing: [] }] }],
    [
      'overview',
      {
        pullRequests: [{ pullRequest: 1, comment: 'created', requests: [{ id: text, action: 'wait', reason: text }] }],
      },
    ],
    [
      'reconcile',
      {
        results: [{ id: text, phase: 'Denied', changed: true, reason: text }],
        drift: [{ kind: 'Unrequested', entity: text, id: null, message: text }],
        failures: [{ tenant: text, message: text }],
      },
    ],
    ['policy tenants', { error: { message: text, hint: text } }],
  ];
}

describe('foreign text in a summary', () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 60), text] as const))('is only text: %j', (_shown, text) => {
    for (const [command, document] of documentsWith(text)) {
      const summary = renderJobSummary(readOutcome(command, 1, JSON.stringify(document)), text);
      expect(liveIn(summary, TABLES)).toEqual([]);
    }
    const cases = { cases: [{ name: text, passed: false, differences: [] }] };
    const tested = renderJobSummary(readOutcome('policy test', 1, JSON.stringify(cases)), '');
    expect(liveIn(tested, new Set([...TABLES, 'strong']))).toEqual([]);
    const missing = {
      requests: [{ id: 'a', entity: null, outcome: 'denied', action: 'none', reason: '', missing: [text, text] }],
    };
    const planned = renderJobSummary(readOutcome('plan', 0, JSON.stringify(missing)), '');
    expect(liveIn(planned, new Set([...TABLES, 'html']))).toEqual([]);
    const html = [...nodesOf(parseMarkdown(planned))].flatMap((node) => (node.type === 'html' ? [node.value] : []));
    expect(html).toEqual(['<br>']);
    const other = renderJobSummary(readOutcome('status', 0, JSON.stringify({ records: [text] })), '');
    expect(liveIn(other, new Set([...TEXT, 'code']))).toEqual([]);
  });
});

describe('a summary', () => {
  const reconcile = (results: readonly unknown[]): CommandOutcome =>
    readOutcome('reconcile', 0, JSON.stringify({ results, drift: [], failures: [] }));

  it('says how the command ended, and of nothing that there is nothing', () => {
    expect(renderJobSummary(reconcile([]), '')).toBe(
      '### reinstate reconcile\n\nNothing to tell.\n\n' +
        'Exit code 0: fine: settled, nothing to do, or waiting for what people or time can mend.\n\n',
    );
  });

  it.each(['<waiting> '.repeat(10), '漢字'.repeat(50)])(
    'is never longer than GitHub takes, and says what it leaves out',
    (text) => {
      const results = Array.from({ length: 20_000 }, (_, index) => ({
        id: `contoso/${index}`,
        phase: 'Pending',
        changed: false,
        reason: `mailbox ${index}: ${text}`,
      }));
      const summary = renderJobSummary(reconcile(results), 'contoso');
      expect(Buffer.byteLength(summary)).toBeGreaterThan(900_000);
      expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
      const shown = summary.match(/^\| `contoso/gmu)?.length ?? 0;
      expect(summary).toContain(`\n\n${20_000 - shown} of 20000 rows left out: they do not fit here.\n\nExit code 0`);
    },
  );

  it.each(['x', '漢'])('cuts a document that has no table where it says so: %s', (letter) => {
    const json = JSON.stringify({ records: [letter.repeat(1_100_000)] });
    const summary = renderJobSummary(readOutcome('status', 0, json), '');
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary).toMatch(/\n… \d+ characters more\n```\n\nExit code 0/u);
  });

  it('says where to look when a command printed nothing', () => {
    expect(renderJobSummary(readOutcome('reconcile', 2, ''), '')).toContain('the log says why');
  });
});
