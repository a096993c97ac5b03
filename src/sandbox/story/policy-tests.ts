/** The cases that belong to the sandbox's policy, as the repository of the story holds them. */
export const POLICY_TESTS = {
  '.github/reinstate.tests.yml': `apiVersion: reinstate/v1
kind: PolicyTests
cases:
  - name: a maintainer can approve
    then: { outcome: approved }
  - name: somebody who may only write can not
    given: { approval: { reviews: [{ user: octocat, role: write }] } }
    then: { outcome: denied, predicates: { enoughApprovals: denied } }
  - name: a password that was not changed is waited for
    given: { evidence: { passwordReset: fail } }
    then: { outcome: pending }
`,
};
