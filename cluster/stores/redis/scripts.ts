import { counterKey, counterKinds, namedKinds, namesKey, overflowFields } from '@aplauso/proto'

/**
 * What the scripts share. Redis does not undo what a script wrote before an error, so all is read and checked before
 * the first write; what follows can only fail for want of memory, which Redis reports before a script's first write.
 */
const shared = `
local function wrongType(key, expected)
  local found = redis.call('TYPE', key).ok
  if found == expected or found == 'none' then return nil end
  return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. found .. ', not a ' .. expected)
end
local time = redis.call('TIME')
local nowMs = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
-- Lua hands a limited number of arguments to a call.
local function inChunks(list, work)
  for from = 1, #list, 2000 do
    work(from, math.min(from + 1999, #list))
  end
end
local function prune(key, windowSeconds)
  local old = {}
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local second = tonumber(string.match(field, '^%d+'))
    if second and second < time[1] - windowSeconds then old[#old + 1] = field end
  end
  inChunks(old, function(from, to) redis.call('HDEL', key, unpack(old, from, to)) end)
end
-- Raises the number of partitions to what has watermarks without a gap: a reader that asks for so many finds them all.
local function notePartitions(watermarks, partitions, field)
  local incarnation = string.match(field, '^(.*):%d+$')
  local noted = tonumber(redis.call('HGET', partitions, incarnation) or 0)
  local found = noted
  while redis.call('HEXISTS', watermarks, incarnation .. ':' .. found) == 1 do found = found + 1 end
  if found > noted then redis.call('HSET', partitions, incarnation, found) end
end
`

/** By the place of a kind in `counterKinds`, as a Lua table. */
const byKind = (value: (kind: (typeof namedKinds)[number], at: number) => string) =>
  `{ ${namedKinds.map((kind, at) => `[${counterKinds.indexOf(kind) + 1}] = ${value(kind, at)}`).join(', ')} }`

/**
 * One step of a partition.
 * KEYS: watermarks, seen, contests, partitions; then of each contest the total and its hashes, in the order of
 * `counterKinds`, and the bytes of its names.
 * ARGV: the watermark's field, first, next, seconds of pace; bytes and fields that the names of a contest may take, in the
 * order of `namedKinds`; then of each contest its name and of each of its counters the number of fields, and field and
 * increment of each.
 * A name that comes when there is no room for it is counted in the overflow field of its kind, and from then on every new
 * one is.
 * Answers [1, watermark] where it was applied, [0, watermark or nil] where nothing was changed.
 */
export const applyScript = `${shared}
local kinds = ${counterKinds.length}
local keysOfContest = kinds + 1
for at, key in ipairs(KEYS) do
  local expected, place = 'hash', (at - 5) % keysOfContest
  if at == 3 then expected = 'set' elseif at > 4 and (place == 0 or place == kinds) then expected = 'string' end
  local wrong = wrongType(key, expected)
  if wrong then return wrong end
end
local field, first, next, paceSeconds = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local watermark = redis.call('HGET', KEYS[1], field)
if not watermark then return { 0, false } end
if watermark ~= first or first == next then
  if watermark == first then notePartitions(KEYS[1], KEYS[4], field) end
  redis.call('HSET', KEYS[2], field, nowMs)
  return { watermark == first and 1 or 0, watermark }
end

local mostNameBytes = tonumber(ARGV[5])
local mostFields = ${byKind((_, at) => `tonumber(ARGV[${6 + at}])`)}
local overflowFields = ${byKind((kind) => `'${overflowFields[kind]}'`)}
-- The bytes that the names of a contest take: an older version did not note them.
local function nameBytesOf(firstKey)
  local noted = tonumber(redis.call('GET', KEYS[firstKey + kinds]) or '')
  if noted then return noted end
  local bytes = 0
  for kind, overflow in pairs(overflowFields) do
    for _, field in ipairs(redis.call('HKEYS', KEYS[firstKey + kind - 1])) do
      if field ~= overflow then bytes = bytes + #field end
    end
  end
  return bytes
end

local contests, totals, hashes, paces, names = {}, {}, {}, {}, {}
local at, key = ${6 + namedKinds.length}, 5
while at <= #ARGV do
  contests[#contests + 1] = ARGV[at]
  at = at + 1
  local firstKey, nameBytes = key, nil
  for kind = 1, kinds do
    local name, fields, added = KEYS[key], {}, {}
    key = key + 1
    for _ = 1, tonumber(ARGV[at]) do
      fields[#fields + 1] = ARGV[at + 1]
      added[#added + 1] = tonumber(ARGV[at + 2])
      at = at + 2
    end
    at = at + 1
    local old = {}
    if kind == 1 then
      old = { redis.call('GET', name) }
    else
      inChunks(fields, function(from, to)
        for _, value in ipairs(redis.call('HMGET', name, unpack(fields, from, to))) do old[#old + 1] = value end
      end)
    end
    local overflow = overflowFields[kind]
    local known
    local function takes(field)
      if not known then
        local isFull = redis.call('HEXISTS', name, overflow) == 1
        known = isFull and math.huge or redis.call('HLEN', name)
      end
      nameBytes = nameBytes or nameBytesOf(firstKey)
      if known >= mostFields[kind] or nameBytes + #field > mostNameBytes then
        known = math.huge
        return false
      end
      known = known + 1
      nameBytes = nameBytes + #field
      return true
    end
    local pairsToSet, isNumber, gathered = {}, true, 0
    local function put(field, before, votes)
      local stood = tonumber(before or 0)
      if not stood then isNumber = false return end
      pairsToSet[#pairsToSet + 1] = field
      pairsToSet[#pairsToSet + 1] = string.format('%.0f', stood + votes)
    end
    for i, one in ipairs(fields) do
      if old[i] or not overflow or takes(one) then
        put(one, old[i], added[i])
      else
        gathered = gathered + added[i]
      end
    end
    if gathered > 0 then put(overflow, redis.call('HGET', name, overflow), gathered) end
    if not isNumber then return redis.error_reply('ERR ' .. name .. ' holds something that is not a number') end
    if kind == 1 then totals[name] = pairsToSet[2] else hashes[name] = pairsToSet end
    if kind == kinds then paces[#paces + 1] = name end
  end
  if nameBytes then names[KEYS[key]] = string.format('%.0f', nameBytes) end
  key = key + 1
end

for name, total in pairs(totals) do redis.call('SET', name, total) end
for name, bytes in pairs(names) do redis.call('SET', name, bytes) end
for name, list in pairs(hashes) do
  inChunks(list, function(from, to) redis.call('HSET', name, unpack(list, from, to)) end)
end
for _, name in ipairs(contests) do redis.call('SADD', KEYS[3], name) end
for _, name in ipairs(paces) do prune(name, paceSeconds) end
redis.call('HSET', KEYS[1], field, next)
redis.call('HSET', KEYS[2], field, nowMs)
return { 1, next }
`

/**
 * Gives a partition that was added its first watermark, if it has none and another of its incarnation has one.
 * KEYS: watermarks, seen, partitions. ARGV: the watermark's field, its position, what the fields of the incarnation begin with.
 * Answers [1, watermark] where it was set, [0, watermark or nil] where nothing was changed.
 */
export const beginScript = `${shared}
local wrong = wrongType(KEYS[1], 'hash') or wrongType(KEYS[2], 'hash') or wrongType(KEYS[3], 'hash')
if wrong then return wrong end
local field, position, prefix = ARGV[1], ARGV[2], ARGV[3]
local watermark = redis.call('HGET', KEYS[1], field)
if watermark then return { 0, watermark } end
for _, other in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(other, 1, #prefix) == prefix then
    redis.call('HSET', KEYS[1], field, position)
    redis.call('HSET', KEYS[2], field, nowMs)
    notePartitions(KEYS[1], KEYS[3], field)
    return { 1, position }
  end
end
return { 0, false }
`

/**
 * Puts fields of hashes aside, until a rebuild installs them or their time is over.
 * KEYS: the hashes. ARGV: seconds to live; then of each hash the number of fields, and field and value of each.
 */
export const stageScript = `${shared}
local at = 2
for _, key in ipairs(KEYS) do
  local last = at + 2 * tonumber(ARGV[at])
  local list = {}
  for i = at + 1, last do list[#list + 1] = ARGV[i] end
  inChunks(list, function(from, to) redis.call('HSET', key, unpack(list, from, to)) end)
  redis.call('EXPIRE', key, ARGV[1])
  at = last + 1
end
return 'OK'
`

/** A key of the contest that a script found, as a Lua expression. */
const ofContest = (key: (contest: string) => string) =>
  `prefix .. '${key("' .. contest .. '").replace(/^\{[^}]*\}/, '')}'`
/** The keys of an old contest's counters. */
const oldKeys = counterKinds.map((kind) => ofContest((contest) => counterKey(contest, kind)))

/**
 * Replaces all counters and watermarks by what was put aside.
 * KEYS: watermarks, seen, contests, partitions; then of each new contest the total, the bytes of its names, and of each of
 * its hashes the staged and the final key. The next step counts the bytes of the names.
 * ARGV: the keys' hash tag, seconds of pace, the number of watermarks, field and next of each; then of each new contest
 * its name, its total, and the number of fields of each hash.
 */
export const installScript = `${shared}
local hashesOfContest = ${counterKinds.length - 1}
local prefix, paceSeconds = ARGV[1], tonumber(ARGV[2])
local firstContest = 4 + 2 * tonumber(ARGV[3])
local contestArguments = 2 + hashesOfContest
local key = 5
for at = firstContest, #ARGV, contestArguments do
  for hash = 1, hashesOfContest do
    if redis.call('HLEN', KEYS[key + 2 * hash]) ~= tonumber(ARGV[at + 1 + hash]) then
      return redis.error_reply('ERR what was put aside is gone')
    end
  end
  key = key + 2 + 2 * hashesOfContest
end

if redis.call('TYPE', KEYS[3]).ok == 'set' then
  for _, contest in ipairs(redis.call('SMEMBERS', KEYS[3])) do
    redis.call('UNLINK', ${[...oldKeys, ofContest(namesKey)].join(', ')})
  end
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4])

key = 5
for at = firstContest, #ARGV, contestArguments do
  redis.call('SADD', KEYS[3], ARGV[at])
  redis.call('SET', KEYS[key], ARGV[at + 1])
  redis.call('UNLINK', KEYS[key + 1])
  for hash = 1, hashesOfContest do
    local staged, final = KEYS[key + 2 * hash], KEYS[key + 2 * hash + 1]
    redis.call('UNLINK', final)
    if redis.call('EXISTS', staged) == 1 then
      redis.call('RENAME', staged, final)
      redis.call('PERSIST', final)
      if hash == hashesOfContest then prune(final, paceSeconds) end
    end
  end
  key = key + 2 + 2 * hashesOfContest
end
for at = 4, firstContest - 1, 2 do
  redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1])
  redis.call('HSET', KEYS[2], ARGV[at], nowMs)
end
if firstContest > 4 then notePartitions(KEYS[1], KEYS[4], ARGV[4]) end
return 'OK'
`

/**
 * Reads everything at one moment.
 * KEYS: watermarks, contests. ARGV: the keys' hash tag.
 * Answers [watermarks, [contest, total, the hashes] of each contest]; hashes as Redis gives them, field and value by turns.
 */
export const totalsScript = `
local prefix = ARGV[1]
local answer = { redis.call('HGETALL', KEYS[1]), {} }
for _, contest in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local keys = { ${oldKeys.join(', ')} }
  local one = { contest, redis.call('GET', keys[1]) }
  for at = 2, #keys do one[#one + 1] = redis.call('HGETALL', keys[at]) end
  answer[2][#answer[2] + 1] = one
end
return answer
`

/**
 * Reads each contest's total, whatever the size of its counters.
 * KEYS: watermarks, seen, contests, partitions. ARGV: the keys' hash tag.
 * Answers [watermarks, seen, partitions, totals]: hashes as Redis gives them, contest and total by turns.
 */
export const summaryScript = `
local prefix = ARGV[1]
local totals = {}
for _, contest in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  totals[#totals + 1] = contest
  totals[#totals + 1] = redis.call('GET', ${oldKeys[0]}) or '0'
end
return { redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[4]), totals }
`
