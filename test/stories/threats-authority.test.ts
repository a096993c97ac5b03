import { describe } from 'vitest';
import { AUTHORITY_POLICY, authorityThreats } from './threats/authority.ts';
import { playAll } from './threats/play.ts';
import { POLICY_NOW, policyThreats } from './threats/policy-changes.ts';

describe('who may approve', () => {
  playAll(authorityThreats, AUTHORITY_POLICY);
});

describe('a policy that changed meanwhile', () => {
  playAll(policyThreats, POLICY_NOW);
});
