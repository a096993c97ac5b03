import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import { CMDLET_ROLES } from '../../src/adapters/exchange/cmdlets.ts';
import { GRAPH_PERMISSIONS } from '../../src/adapters/graph/permissions.ts';
import { CLOUDS } from '../../src/clouds/clouds.ts';

const TEXT = readFileSync(new URL('../../docs/evidence.md', import.meta.url), 'utf8');

/** The cells of each row of the table whose first column has this title, without backticks. */
function table(title: string): readonly (readonly string[])[] {
  const lines = TEXT.split('\n');
  const tables = lines.flatMap((line, index) => (cells(line)[0] === title ? [index] : []));
  return tables.flatMap((start) => {
    const rest = lines.slice(start + 2);
    const end = rest.findIndex((line) => !line.startsWith('|'));
    return rest.slice(0, end === -1 ? undefined : end).map(cells);
  });
}

function cells(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
}

describe('the documentation of evidence', () => {
  it('names every check, and no other', () => {
    const checks = Object.keys(policySchema.$defs.evidence.properties).filter((key) => key !== 'passwordLookback');
    expect(table('check').map(([check]) => check)).toEqual(checks);
  });

  it('asks for the permissions that the code asks with, and no other', () => {
    const documented = table('permission').map(([permission]) => permission);
    expect(new Set(documented)).toEqual(new Set<string | undefined>(Object.values(GRAPH_PERMISSIONS)));
    const code = globSync('src/adapters/graph/*.ts').map((path) => readFileSync(path, 'utf8'));
    for (const name of Object.keys(GRAPH_PERMISSIONS)) {
      expect(code.filter((source) => source.includes(`permission: GRAPH_PERMISSIONS.${name}`))).toHaveLength(1);
    }
  });

  it('names the role of each cmdlet that the code names', () => {
    expect(Object.fromEntries(table('cmdlet').map(([cmdlet = '', role]) => [cmdlet, role]))).toEqual(CMDLET_ROLES);
  });

  it('names the credentials that a policy can, and no other', () => {
    const { credential } = policySchema.$defs.tenant.properties;
    expect(table('credential').map(([kind]) => kind)).toEqual(credential.enum);
  });

  it('names the hosts that tokens go to, and no other', () => {
    const documented = table('cloud').map(([cloud = '', authority = '', graph, exchange = '', federation]) => {
      return [cloud, { authority: authority.split(', '), graph, exchange: exchange.split(', '), federation }];
    });
    expect(Object.fromEntries(documented)).toEqual(CLOUDS);
  });
});
