// Prints every shipped package whose licence is not an allowed one, and exits with 1 if there is one.
import { root } from '../../terminal/root.ts'
import { licenceFaults } from './licences.ts'

const { packages, faults } = licenceFaults(root)
for (const { name, licence } of faults) console.error(`${name}: its licence is ${licence}`)
if (faults.length === 0) console.log(`${packages} packages that ship`)
process.exit(faults.length > 0 ? 1 : 0)
