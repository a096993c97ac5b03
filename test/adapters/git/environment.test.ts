import { describe, expect, it } from 'vitest';
import { redactor } from '../../../src/adapters/git/authentication.ts';
import { gitEnvironment } from '../../../src/adapters/git/environment.ts';

function configOf(env: Readonly<Record<string, string>>): readonly string[] {
  return Array.from(
    { length: Number(env['GIT_CONFIG_COUNT']) },
    (_, index) => `${env[`GIT_CONFIG_KEY_${index}`]}=${env[`GIT_CONFIG_VALUE_${index}`]}`,
  );
}

describe("git's environment", () => {
  it.for([
    'PATH',
    'HOME',
    'GIT_SSL_CAINFO',
    'GIT_SSL_CAPATH',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_SYSTEM',
    'GIT_CONFIG_NOSYSTEM',
    'GIT_SSH_COMMAND',
    'HTTPS_PROXY',
    'http_proxy',
    'NO_PROXY',
    'SSH_AUTH_SOCK',
  ])('keeps %s', (name) => {
    expect(gitEnvironment({ [name]: 'kept' })[name]).toBe('kept');
  });

  it.for([
    'GITHUB_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_GRAFT_FILE',
    'GIT_REPLACE_REF_BASE',
    'GIT_SHALLOW_FILE',
    'GIT_CONFIG_PARAMETERS',
    'GIT_SSL_NO_VERIFY',
    'GIT_EDITOR',
    'git_dir',
    'EDITOR',
    'SSH_ASKPASS',
  ])('leaves %s behind', (name) => {
    expect(gitEnvironment({ [name]: 'dropped' })[name]).toBeUndefined();
  });

  it("puts the clone's configuration first, then the user's, then ours, then what must win", () => {
    const user = {
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/user',
      GIT_CONFIG_KEY_1: 'http.proxy',
      GIT_CONFIG_VALUE_1: '',
      GIT_CONFIG_KEY_2: 'beyond.count',
    };
    const entries = configOf(
      gitEnvironment(user, { clone: [{ key: 'a.b', value: 'clone' }], last: [{ key: 'c.d', value: 'last' }] }),
    );
    expect(entries.slice(0, 3)).toEqual(['a.b=clone', 'core.hooksPath=/user', 'http.proxy=']);
    expect(entries.lastIndexOf('core.hooksPath=/dev/null')).toBeGreaterThan(entries.indexOf('core.hooksPath=/user'));
    expect(entries.at(-1)).toBe('c.d=last');
    expect(entries).toEqual(
      expect.arrayContaining(['core.fsmonitor=false', 'gc.auto=0', 'protocol.ext.allow=never', 'core.quotePath=false']),
    );
  });

  it.for(['-1', 'many', '1e9', '0.5'])('takes no configuration for the count %j', (count) => {
    const entries = configOf(gitEnvironment({ GIT_CONFIG_COUNT: count, GIT_CONFIG_KEY_0: 'x.y' }));
    expect(entries.join()).not.toContain('x.y');
  });

  it('lets nothing ask a person, replace objects or speak another language', () => {
    const ambient = { GIT_TERMINAL_PROMPT: '1', GIT_NO_REPLACE_OBJECTS: '0', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' };
    expect(gitEnvironment(ambient)).toMatchObject({
      GIT_ASKPASS: '',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
    });
  });
});

describe('a message of git', () => {
  it('loses the token in both forms and in parts, and names and passwords in addresses', () => {
    const token = 'not-a-real-token';
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const redact = redactor({ GITHUB_TOKEN: token });
    expect(redact(`${token} ${basic} https://octocat:hunter2@contoso.com/x ssh://git@contoso.com`)).toBe(
      '[redacted] [redacted] https://contoso.com/x ssh://contoso.com',
    );
    expect(redact(`fatal: ${token.slice(0, 13)} was not taken`)).toBe('fatal: [redacted] was not taken');
    expect(redactor({})('https://contoso.com/a@b')).toBe('https://contoso.com/a@b');
  });
});
