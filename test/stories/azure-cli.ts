import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { accessToken } from '../sandbox/callers.ts';

/** An `az` in a folder of its own, and what it was called with. */
export interface AzureCli {
  /** The PATH that finds it first. */
  readonly path: string;
  calls(): Promise<readonly string[]>;
}

/**
 * Writes an executable that answers `az account get-access-token` the way the Azure CLI does for somebody who is signed
 * in, with tokens of the sandbox's reading app. The process has to trust the sandbox.
 */
export async function signedInCli(world: Sandbox): Promise<AzureCli> {
  const folder = await mkdtemp(join(tmpdir(), 'reinstate-az-'));
  const log = join(folder, 'calls');
  const clientId = world.tenant.reader.clientId;
  const answer = async (resource: string): Promise<string> => {
    const token = await accessToken(world, { scope: `${resource}/.default`, clientId });
    const file = join(folder, new URL(resource).hostname);
    const expires_on = Math.floor(Date.now() / 1000) + 3_599;
    await writeFile(file, JSON.stringify({ accessToken: token, expires_on, tokenType: 'Bearer' }));
    return `*"--resource ${resource}"*"--tenant ${world.tenant.tenantId}"*) cat '${file}' ;;`;
  };
  const [exchange, graph] = [
    await answer('https://outlook.office365.com'),
    await answer('https://graph.microsoft.com'),
  ];
  const script = ['#!/bin/sh', `echo "$*" >> '${log}'`, 'case "$*" in', exchange, graph, '*) exit 1 ;;', 'esac', ''];
  await writeFile(join(folder, 'az'), script.join('\n'), { mode: 0o755 });
  await writeFile(log, '');
  return {
    path: `${folder}:${process.env['PATH'] ?? ''}`,
    calls: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
  };
}
