// publicodes in node: the rules of one contract year, evaluated row by row; the ids of the rules come with each evaluation.
//
//   node peers/publicodes_peer.mjs ROWS.json ANSWER.json TIMES|single FIGURES.json NODE_MODULES

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [rowsFile, out, times, figuresFile, modules] = process.argv.slice(2)
const { default: Engine } = createRequire(join(modules, 'x.js'))('publicodes')
const rows = JSON.parse(readFileSync(rowsFile, 'utf8'))
const { sizes, members, operating, missions, table } = JSON.parse(readFileSync(figuresFile, 'utf8'))

const bySize = (amounts) => ({
  variations: [
    ...sizes.map((below, rank) => ({ si: `population < ${below}`, alors: amounts[rank] })),
    { sinon: amounts[amounts.length - 1] },
  ],
})
const law = { population: null, members: null, size: bySize([1, 2, 3, 4]), operating: bySize(operating) }
const lines = []
for (const mission of missions) {
  law[`${mission} engaged`] = null
  law[`${mission} percent`] = null
  law[`${mission} fixed`] = { 'applicable si': `${mission} engaged = oui`, ...bySize(table[`${mission}.fixed`]) }
  law[`${mission} rate`] = { valeur: `${mission} percent / 100`, plafond: 1 }
  law[`${mission} variable amount`] = bySize(table[`${mission}.variable`])
  law[`${mission} variable`] = { 'applicable si': `${mission} engaged = oui`, valeur: `${mission} variable amount * ${mission} rate` }
  lines.push(`${mission} fixed`, `${mission} variable`)
}
law['missions total'] = { somme: lines }
law.majoration = { 'applicable si': { 'toutes ces conditions': ['size = 4', `members >= ${members}`] }, valeur: 'missions total * 10%' }
law.total = { somme: ['operating', 'missions total', 'majoration'] }

const outputs = ['operating', ...lines, 'majoration', 'total']
const engine = new Engine(law, { logger: { log() {}, warn() {}, error() {} } })
const one = (row) => {
  const situation = { population: row.population, members: row.members }
  for (const mission of missions) {
    situation[`${mission} engaged`] = row[`${mission}_engaged`] ? 'oui' : 'non'
    situation[`${mission} percent`] = row[`${mission}_percent`]
  }
  engine.setSituation(situation)
  const found = { case: row.case, period: row.period }
  for (const name of outputs) found[name.replace(' ', '_')] = Math.round((Number(engine.evaluate(name).nodeValue) || 0) * 100)
  return found
}
const timed = (work) => {
  const start = process.cpuUsage()
  const found = work()
  const { user, system } = process.cpuUsage(start)
  return [found, (user + system) / 1e6]
}
// one row at a time: the median row, after the first two hundred
const WARM = 200
let seconds = Infinity
let found = []
if (times === 'single') {
  const done = rows.map((row) => timed(() => one(row)))
  const taken = done.slice(WARM).map(([, each]) => each).sort((a, b) => a - b)
  found = done.map(([each]) => each)
  seconds = taken[Math.floor(taken.length / 2)]
} else {
  for (let time = 0; time < Number(times); time++) {
    const [answer, taken] = timed(() => rows.map(one))
    found = answer
    seconds = Math.min(seconds, taken)
  }
}
writeFileSync(out, JSON.stringify(found))
console.log(JSON.stringify({ 'list of rules': seconds }))
