import { describe, expect, it } from 'vitest';
import { createColors } from 'picocolors';
import { readOutcome } from '../../src/report/command-outcome.ts';
import { renderStepLog } from '../../src/report/step-log.ts';

const PLAIN = createColors(false);

function logOf(command: string, document: unknown, exitCode = 0): string {
  return renderStepLog(readOutcome(command, exitCode, JSON.stringify(document)), PLAIN);
}

const problem = { line: 3, column: 5, pointer: '/a', message: 'this is wrong', hint: 'Mend it.' };
const broken = { path: 'unblock-requests/contoso/a.yaml', valid: false, problems: [problem] };

describe('the log of a step', () => {
  it('shows what validate found where GitHub shows it in the changed file', () => {
    expect(logOf('validate', { files: [broken] }, 1)).toBe(
      '::error file=unblock-requests/contoso/a.yaml,line=3,col=5::this is wrong. Mend it.\n' +
        '1 of 1 request is invalid, with 1 problem.\n',
    );
  });

  it.each(['policy test', 'policy tenants'])('shows a policy that %s can not use in the same way', (command) => {
    const policy = { ...broken, path: '.github/reinstate.yml' };
    expect(logOf(command, { cases: [], tenants: [], files: [policy] }, 2)).toBe(
      '::error file=.github/reinstate.yml,line=3,col=5::this is wrong. Mend it.\n' +
        'The policy has 1 problem; no request was judged.\n',
    );
  });

  it('shows other commands as the command line does', () => {
    const result = { id: 'contoso/alice', phase: 'Unblocked', changed: true, reason: 'done' };
    expect(logOf('reconcile', { results: [result], drift: [] })).toContain('contoso/alice  Unblocked      done');
    expect(logOf('plan', { requests: [] })).toContain('Nothing to plan');
    const requests = [{ id: 'contoso/alice', action: 'unblock', reason: 'approved' }];
    expect(logOf('overview', { pullRequests: [{ pullRequest: 7, comment: 'created', requests }] })).toBe(
      '#7: comment created\n  contoso/alice  unblock: approved\n',
    );
    expect(logOf('overview', { pullRequests: [] })).toBe('No open pull request asks for an unblock.\n');
    expect(logOf('policy test', { cases: [{ name: 'a', passed: true, differences: [] }] })).toContain(
      '1 of 1 cases pass',
    );
  });

  it('shows the document of a command that it knows nothing else of', () => {
    expect(logOf('status', { records: [], files: [] })).toBe('{"records":[],"files":[]}');
  });

  it('says nothing more of an error, which was said already', () => {
    expect(logOf('reconcile', { error: { message: 'no' } }, 2)).toBe('');
    expect(renderStepLog(readOutcome('reconcile', 2, ''), PLAIN)).toBe('');
  });
});
