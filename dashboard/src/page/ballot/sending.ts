/** What a ballot needs to be judged, sent and followed: loaded once the form is on screen, so that the form comes sooner. */

export { fillBallot, newBallotId } from '../../ballot/ballot.ts'
export { pendingBallotIn } from '../../ballot/pending-ballot.ts'
export { Sender } from '../../ballot/sender.ts'
export { suggestYears } from '../../ballot/years.ts'
export { faultText } from '../../messages/fault-text.ts'
export { sendingCatalogues } from '../../messages/sending-catalogues.ts'
export { default as Faults } from './Faults.svelte'
export { default as SendStatusView } from './SendStatusView.svelte'
