import { describe, expect, it } from 'vitest';
import { readOutcome, type CommandOutcome } from '../../src/report/command-outcome.ts';
import { renderJobSummary } from '../../src/report/job-summary.ts';
import { codeBlock, codeSpan, renderTable } from '../../src/report/summary-markdown.ts';

const HOSTILE = [
  '@octocat and @contoso/secops',
  'closes #1, GH-2, octocat/hello-world#3',
  '| a | b |\n|---|---|',
  '```\n## Approved\n```',
  '<!-- reinstate --><img src=x onerror=alert(1)>',
  '[click](https://example.com) ![x](https://example.com/x.png) www.example.com',
  '</code><script>alert(1)</script>',
  '\u202Eevil\u200B\u0007\u001B[31m',
  '&lt;b&gt; &#60;b&#62; &amp;',
  '\\| \\` \\<',
  '::error::forged ##[error]forged',
  '# heading\n- list\n1. list\n> quote\n---\n===',
];

/** What may stand in a summary: our own words and table bars, and foreign text as entities in a code span. */
const CELL = /<code>(?:[\p{L}\p{N} ]|&#\d+;)*<\/code>/gu;

function withoutCells(markdown: string): string {
  return markdown.replaceAll(CELL, 'CELL');
}

describe('foreign text in a summary', () => {
  it.each(HOSTILE)('is text: %j', (text) => {
    expect(withoutCells(codeSpan(text))).toBe('CELL');
    const documents = [
      [
        'validate',
        {
          files: [
            { path: text, valid: false, problems: [{ line: 1, column: 1, pointer: '', message: text, hint: text }] },
          ],
        },
      ],
      ['policy test', { cases: [{ name: text, passed: false, differences: [] }] }],
      [
        'plan',
        {
          requests: [
            { id: text, entity: text, outcome: 'denied', action: 'none', reason: text, missing: [text, text] },
          ],
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
      ['status', { error: { message: text, hint: text } }],
    ] as const;
    for (const [command, document] of documents) {
      const summary = renderJobSummary(readOutcome(command, 1, JSON.stringify(document)), text);
      expect(withoutCells(summary)).toMatch(/^[\w .,:;|<>#/*-]*(?:\n[\w .,:;|<>#/*-]*)*$/u);
      expect(withoutCells(summary)).not.toMatch(/@|octocat|example|script|img|<(?!br>)/u);
    }
  });

  it.each(HOSTILE)('stays inside of its fence in a document that has no table: %j', (text) => {
    const summary = renderJobSummary(readOutcome('status', 0, JSON.stringify({ records: [text] })), '');
    const [, fence = ''] = /^(`{3,})json$/mu.exec(summary) ?? [];
    expect(summary.split('\n').filter((line) => line.startsWith(fence) && fence !== '')).toHaveLength(2);
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

  it('is never longer than GitHub takes, and says what it leaves out', () => {
    const results = Array.from({ length: 20_000 }, (_, index) => ({
      id: `contoso/${index}`,
      phase: 'Pending',
      changed: false,
      reason: `mailbox ${index}: ${'<waiting> '.repeat(10)}`,
    }));
    const summary = renderJobSummary(reconcile(results), 'contoso');
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary).toMatch(/\n\d+ of 20000 rows left out: they do not fit here\.\n\nExit code 0/u);
    const shown = summary.match(/^\| <code>contoso/gmu)?.length ?? 0;
    expect(summary).toContain(`\n${20_000 - shown} of 20000 rows left out`);
  });

  it('does not show half of a document', () => {
    const summary = renderJobSummary(
      readOutcome('status', 0, JSON.stringify({ records: ['x'.repeat(1_100_000)] })),
      '',
    );
    expect(summary).toContain('too long to be shown');
    expect(summary.length).toBeLessThan(500);
  });

  it('says where to look when a command printed nothing', () => {
    expect(renderJobSummary(readOutcome('reconcile', 2, ''), '')).toContain('the log says why');
  });
});

describe('a table', () => {
  const table = { header: ['A'], rows: [['1'], ['2'], ['3']] };

  it('shows every row where there is room', () => {
    expect(renderTable(table, 10_000)).toBe('| A |\n| --- |\n| 1 |\n| 2 |\n| 3 |\n');
  });

  it('counts the rows for which there is none', () => {
    expect(renderTable(table, 227)).toBe(
      '| A |\n| --- |\n| 1 |\n| 2 |\n\n1 of 3 rows left out: they do not fit here.\n',
    );
  });
});

it('a fence is longer than any run of backticks in it', () => {
  expect(codeBlock('a ```` b', 'text')).toBe('`````text\na ```` b\n`````\n');
});
