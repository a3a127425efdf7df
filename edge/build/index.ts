/** Building the edge: its component, and the Worker that a deployment uploads. */
export { buildEdge } from './build-edge.ts'
export { bundleWorker, type WorkerBundle } from './bundle-worker.ts'
export { places } from './places.ts'
export { runWrangler, runWranglerHere } from './wrangler.ts'
