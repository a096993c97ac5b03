import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { parseDocument } from 'yaml';
import { parsePolicyTests } from '../../src/policy-test/parse-policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { parseRequest } from '../../src/request/parse-request.ts';
import { assertNever } from '../../src/support/assert-never.ts';
import { parserComplaints } from '../workflows/lint-workflow.ts';
import { readShellLine, shellLines, type CodeBlock } from './code-blocks.ts';

/** Where the blocks of a document are tried out. */
export interface Workshop {
  /** A copy of the repository that commands may change. */
  readonly folder: string;
  /** The scripts of package.json. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** What is wrong with a block, one line each; a block that can't be checked is wrong. */
export async function blockProblems(block: CodeBlock, workshop: Workshop): Promise<readonly string[]> {
  switch (block.language) {
    case 'sh':
      return shellLines(block.text).flatMap((line) => shellProblems(line, block.exits, workshop));
    case 'yaml':
      return yamlProblems(block.text);
    case 'json':
      return jsonProblems(block.text);
    case 'mermaid':
    case 'text':
      return [];
    default:
      return [`nothing checks a block of ${block.language || 'no language'}: use sh, yaml, json, mermaid or text`];
  }
}

function shellProblems(line: string, exits: number, workshop: Workshop): readonly string[] {
  const command = readShellLine(line);
  switch (command.kind) {
    case 'script':
      return command.script === undefined || Object.hasOwn(workshop.scripts, command.script)
        ? []
        : [`${line}: package.json has no script ${command.script}`];
    case 'program':
      return runProblems(line, command.args, exits, workshop.folder);
    case 'unknown':
      return [`${line}: no test runs this; use npm ci, npm test, npm run <script> or node src/cli.ts`];
    default:
      return assertNever(command);
  }
}

function runProblems(line: string, args: string, exits: number, folder: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', `node src/cli.ts ${args}`], {
    cwd: folder,
    encoding: 'utf8',
    // Nothing of this machine's: no token, no login, no git set-up.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      NO_COLOR: '1',
    },
  });
  return status === exits ? [] : [`${line}: exit code ${status}, not ${exits}\n${stdout}${stderr}`];
}

async function yamlProblems(text: string): Promise<readonly string[]> {
  const document = parseDocument(text);
  if (document.errors.length > 0) return document.errors.map(({ message }) => message);
  const kind: unknown = document.get('kind');
  const bytes = new TextEncoder().encode(text);
  if (kind === 'UnblockRequest') return messages(parseRequest('unblock-requests/contoso/example.yaml', bytes));
  if (kind === 'Policy') return messages(parsePolicy(bytes));
  if (kind === 'PolicyTests') return messages(parsePolicyTests(bytes));
  if (document.has('jobs')) return parserComplaints('example.yml', text);
  return [`nothing checks YAML of kind ${JSON.stringify(kind)}: show whole files`];
}

function messages(
  checked: { valid: true } | { valid: false; problems: readonly { line: number; message: string }[] },
): readonly string[] {
  return checked.valid ? [] : checked.problems.map(({ line, message }) => `line ${line} of the block: ${message}`);
}

function jsonProblems(text: string): readonly string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [String(error)];
  }
}
