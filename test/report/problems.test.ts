import * as fc from 'fast-check';
import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { ValidationReport } from '../../src/policy/validate-files.ts';
import { REPORT_FORMATS, renderReport } from '../../src/report/problems.ts';

const PLAIN = createColors(false);
const PATH = 'unblock-requests/contoso/a.yaml';

const REPORT: ValidationReport = {
  policyUsable: true,
  files: [
    {
      path: PATH,
      valid: false,
      text: 'apiVersion: reinstate/v1\nentity:\n  mailbox: al*ce@contoso.com\n',
      problems: [
        {
          line: 3,
          column: 12,
          pointer: '/entity/mailbox',
          message: 'entity.mailbox holds a wildcard (*)',
          hint: 'Name one address in full.',
        },
      ],
    },
    { path: 'unblock-requests/contoso/b.yaml', valid: true, text: 'x', problems: [] },
  ],
};

function reportOf(text: string, line: number, column: number): ValidationReport {
  const problem = { line, column, pointer: '', message: text, hint: text };
  return { policyUsable: true, files: [{ path: text, valid: false, text, problems: [problem] }] };
}

describe('pretty', () => {
  test('shows the place, the line with a mark, and what to do', () => {
    expect(renderReport(REPORT, 'pretty', PLAIN)).toBe(
      [
        'unblock-requests/contoso/a.yaml:3:12: error: entity.mailbox holds a wildcard (*)',
        '    2 | entity:',
        '  > 3 |   mailbox: al*ce@contoso.com',
        '      |            ^',
        '  help: Name one address in full.',
        '',
        '1 of 2 requests is invalid, with 1 problem.',
        '',
      ].join('\n'),
    );
  });

  test('has colour only where it is asked for', () => {
    expect(renderReport(REPORT, 'pretty', PLAIN)).not.toContain('\x1b');
    expect(renderReport(REPORT, 'pretty', createColors(true))).toContain('\x1b[31m');
  });

  test('marks the same column in a line with tabs and in one that is very long', () => {
    const lines = renderReport(reportOf(`\t\t${'x'.repeat(500)}!${'y'.repeat(500)}`, 1, 503), 'pretty', PLAIN).split(
      '\n',
    );
    const [shown = '', mark = ''] = [lines[1], lines[2]];
    expect(shown[mark.indexOf('^')]).toBe('!');
    expect(shown.length).toBeLessThan(120);
  });

  test.each<[ValidationReport, string]>([
    [{ policyUsable: true, files: [] }, 'There is no request to check.'],
    [{ policyUsable: true, files: REPORT.files.slice(1) }, 'The request is valid.'],
    [{ policyUsable: true, files: [...REPORT.files.slice(1), ...REPORT.files.slice(1)] }, 'All 2 requests are valid.'],
    [{ policyUsable: false, files: REPORT.files.slice(0, 1) }, 'The policy has 1 problem; no request was judged.'],
  ])('sums up', (report, summary) => {
    expect(renderReport(report, 'pretty', PLAIN).trimEnd().endsWith(summary)).toBe(true);
  });
});

describe('json', () => {
  test('has the documented shape and nothing else', () => {
    expect(JSON.parse(renderReport(REPORT, 'json', PLAIN))).toEqual({
      files: REPORT.files.map(({ path, valid, problems }) => ({ path, valid, problems })),
    });
  });
});

describe('github', () => {
  test('is one annotation a problem and a summary', () => {
    expect(renderReport(REPORT, 'github', PLAIN)).toBe(
      `::error file=${PATH},line=3,col=12::entity.mailbox holds a wildcard (*). Name one address in full.\n` +
        '1 of 2 requests is invalid, with 1 problem.\n',
    );
  });
});

describe('sarif', () => {
  test('is a log of version 2.1.0 with a result for each problem', () => {
    expect(JSON.parse(renderReport(REPORT, 'sarif', PLAIN))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Reinstate', rules: [{ id: 'invalid-request' }, { id: 'invalid-policy' }] } },
          results: [
            {
              ruleId: 'invalid-request',
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: PATH, uriBaseId: '%SRCROOT%' },
                    region: { startLine: 3, startColumn: 12 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('names the policy by a rule of its own', () => {
    const [file] = REPORT.files;
    const policy = { policyUsable: false, files: file ? [{ ...file, path: '.github/reinstate.yml' }] : [] };
    expect(JSON.parse(renderReport(policy, 'sarif', PLAIN)).runs[0].results[0]).toMatchObject({
      ruleId: 'invalid-policy',
      ruleIndex: 1,
    });
  });
});

test.each(REPORT_FORMATS)('%s lets no text command the runner or the terminal', (format) => {
  const pieces = fc.constantFrom('::', '##[', 'error', ']', '\n', '\r', '\x1b', '\u202e', '%0A', ',', ' ', 'x');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(5), fc.nat(30), (words, line, column) => {
      const output = renderReport(reportOf(words.join(''), line + 1, column + 1), format, PLAIN);
      const commands = output.split('\n').filter((one) => /^\s*::|##\[/u.test(one));
      expect(commands).toHaveLength(format === 'github' ? 1 : 0);
      expect(output).not.toMatch(/[\p{Cf}\r]|[^\P{Cc}\n]/u);
    }),
  );
});
