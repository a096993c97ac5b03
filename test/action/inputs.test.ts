import { describe, expect, it } from 'vitest';
import type { StartEvent } from '../../src/action/event.ts';
import { commandEnvironment, commandLine, commandOf, readInputs } from '../../src/action/inputs.ts';
import { describeCommands } from '../../src/command-line/program.ts';
import type { Verb } from '../../src/command-line/verb.ts';
import { VERBS } from '../../src/command-line/verbs.ts';
import { ConfigurationError } from '../../src/support/errors.ts';

/** A verb with a list, which none of the real ones may need. */
const listing: Verb = (program) => {
  program.command('write').option('--domain <name...>', 'domains').option('--strict', 'strictly');
};
const COMMANDS = describeCommands([...VERBS, listing]);
const EVENT = { number: 7, baseCommit: 'b'.repeat(40) };

function lineOf(inputs: Readonly<Record<string, string>>, event?: StartEvent): readonly string[] {
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const given = readInputs(Object.fromEntries(variables));
  return commandLine(commandOf(given, COMMANDS), given, event);
}

describe('inputs become a command line', () => {
  it.each([
    [{ command: 'validate' }, ['validate', '--json']],
    [{ command: '  policy   test ' }, ['policy', 'test', '--json']],
    [{ command: 'validate', arguments: 'a.yaml\n\n  b c.yaml \n' }, ['validate', '--json', '--', 'a.yaml', 'b c.yaml']],
    [{ command: 'validate', since: 'HEAD~1', tenant: '' }, ['validate', '--since=HEAD~1', '--json']],
    [{ command: 'reconcile', tenant: '--max-unblocks=9' }, ['reconcile', '--tenant=--max-unblocks=9', '--json']],
    [{ command: 'reconcile', 'max-unblocks': '2' }, ['reconcile', '--max-unblocks=2', '--json']],
    [{ command: 'validate', arguments: '--format=sarif' }, ['validate', '--json', '--', '--format=sarif']],
    [
      { command: 'write', domain: 'a.com\nb.com', strict: 'True' },
      ['write', '--domain=a.com', '--domain=b.com', '--strict'],
    ],
    [{ command: 'write', strict: 'false' }, ['write']],
  ])('%j', (inputs, expected) => {
    expect(lineOf(inputs)).toEqual(expected);
  });

  it.each([
    [{}, 'the input command is missing'],
    [{ command: 'unblock' }, 'there is no command "unblock"'],
    [{ command: 'policy' }, 'there is no command "policy"'],
    [{ command: 'sandbox' }, 'there is no command "sandbox"'],
    [{ command: 'reconcile', tennant: 'contoso' }, 'reconcile takes no input "tennant"'],
    [{ command: 'validate', tenant: 'contoso' }, 'validate takes no input "tenant"'],
    [{ command: 'validate', format: 'pretty' }, 'validate takes no input "format"'],
    [{ command: 'validate', json: 'true' }, 'validate takes no input "json"'],
    [{ command: 'policy test', tenant: 'contoso' }, 'policy test takes no input "tenant"'],
    [{ command: 'reconcile', arguments: 'a' }, 'reconcile takes no arguments'],
    [{ command: 'reconcile', 'sarif-file': 'a' }, 'the input sarif-file belongs to validate'],
    [{ command: 'write', strict: 'yes' }, 'the input strict is "yes"'],
  ])('or are refused: %j', (inputs, says) => {
    expect(() => lineOf(inputs)).toThrow(ConfigurationError);
    expect(() => lineOf(inputs)).toThrow(says);
  });
});

describe("a pull request's event", () => {
  it.each([
    [{ command: 'validate' }, `--since=${EVENT.baseCommit}`],
    [{ command: 'plan' }, '--pr=7'],
  ])('says what is meant where nothing else does: %j', (inputs, expected) => {
    expect(lineOf(inputs, EVENT)).toContain(expected);
  });

  it.each([
    { command: 'validate', since: 'HEAD~1' },
    { command: 'validate', arguments: 'unblock-requests' },
    { command: 'plan', pr: '8' },
    { command: 'plan', request: 'contoso/alice' },
    { command: 'reconcile' },
    { command: 'policy test' },
  ])('says nothing where something else does: %j', (inputs) => {
    expect(lineOf(inputs, EVENT).join(' ')).not.toMatch(/--pr=7|--since=b/u);
  });
});

describe("the event of an issue's opening", () => {
  const OPENED = { issue: 12, sha256: 'a'.repeat(64) };

  it('says which issue is meant, and what stood in it, where nothing else does', () => {
    expect(lineOf({ command: 'new', 'open-pr': 'true' }, OPENED)).toEqual([
      'new',
      '--open-pr',
      '--issue=12',
      `--issue-digest=${'a'.repeat(64)}`,
      '--json',
    ]);
  });

  it.each([{ command: 'new', issue: '7' }, { command: 'new', arguments: 'alice@contoso.com' }, { command: 'plan' }])(
    'says nothing where something else does: %j',
    (inputs) => {
      expect(lineOf(inputs, OPENED).join(' ')).not.toContain('12');
    },
  );
});

describe('the environment of the command', () => {
  const env = { PATH: '/bin', 'INPUT_GITHUB-TOKEN': 't', INPUT_COMMAND: 'plan', GITHUB_TOKEN: '' };

  it('holds no inputs, and the token where commands look for it', () => {
    expect(commandEnvironment(env, readInputs(env))).toEqual({ PATH: '/bin', GITHUB_TOKEN: 't' });
  });

  it('keeps a token that came as a variable', () => {
    const given = { GITHUB_TOKEN: 't' };
    expect(commandEnvironment(given, readInputs(given))).toEqual(given);
  });

  it('takes the same token twice, and no second one', () => {
    const same = { ...env, GITHUB_TOKEN: 't' };
    expect(commandEnvironment(same, readInputs(same))).toMatchObject({ GITHUB_TOKEN: 't' });
    const other = { ...env, GITHUB_TOKEN: 'u' };
    expect(() => commandEnvironment(other, readInputs(other))).toThrow('differ');
  });
});
