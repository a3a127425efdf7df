// Prints the known vulnerabilities of all packages; exits with 1 if a package that ships has one.
import { root } from '../../terminal/root.ts'
import { audit } from './audit.ts'

const { vulnerabilities = [], skipped } = await audit(root)
if (skipped !== undefined) console.log(`skipped: ${skipped}`)
for (const { name, severity, ships } of vulnerabilities) {
  console.error(`${name}: ${severity}${ships ? '' : ' (does not ship: builds or tests)'}`)
}
process.exit(vulnerabilities.some(({ ships }) => ships) ? 1 : 0)
