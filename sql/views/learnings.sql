-- What has been learnt: one row a learning, in its newest wording, beside what it was learnt from.
-- A learning that was taken away is left out. Search it by LIKE over learning, hypothesis, experiment_name.
--   note_id, note_revision   the note, and which of its wordings this is, from 1
--   learning, author         the words, and who wrote them (null: not said)
--   learnt_at                when they were first written (null: not said)
--   experiment_key, experiment_name, owner, hypothesis, status
--                            the experiment as it was last configured (null: it never was by tables)
--   verdicts                 every treatment with its verdict by the mature primaries, as in
--                            "left: STOP_HARM, right: SHIP" (null: there is none); final once status is stopped
--   verdicts_as_of           what the newest of them speaks for (null: there is none)
--   decision, decided_by, decided_at, decision_id
--                            the newest decision on the experiment (null: there is none); the tag
--                            decision-<decision_id> holds the tables as they were then
CREATE TEMPORARY VIEW learnings AS
WITH standing AS (
  SELECT
    note_id, note_revision, experiment_key, author, kind, body, created_at, committed_at
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (PARTITION BY note_id ORDER BY note_revision DESC) AS recency
    FROM notes
  ) AS ranked
  WHERE recency = 1 AND NOT is_deleted
), decided AS (
  SELECT
    experiment_key, note_id, author, body, created_at
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (
        PARTITION BY experiment_key
        ORDER BY COALESCE(created_at, committed_at) DESC, note_id DESC
      ) AS recency
    FROM standing
    WHERE kind = 'decision'
  ) AS ranked
  WHERE recency = 1
), configured AS (
  SELECT
    experiment_key, name, owner, hypothesis, status
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (PARTITION BY experiment_key ORDER BY version DESC) AS recency
    FROM experiment_versions
  ) AS ranked
  WHERE recency = 1
), judged AS (
  SELECT
    experiment_key,
    ARRAY_JOIN(ARRAY_SORT(ARRAY_AGG(treatment_key || ': ' || verdict)), ', ') AS verdicts,
    MAX(as_of) AS verdicts_as_of
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (
        PARTITION BY experiment_key, treatment_key
        ORDER BY as_of DESC, revision DESC, metric_key
      ) AS recency
    FROM metric_results
    WHERE verdict IS NOT NULL
  ) AS ranked
  WHERE recency = 1
  GROUP BY experiment_key
)
SELECT
  standing.note_id,
  standing.note_revision,
  standing.body AS learning,
  standing.author,
  standing.created_at AS learnt_at,
  standing.experiment_key,
  configured.name AS experiment_name,
  configured.owner,
  configured.hypothesis,
  configured.status,
  judged.verdicts,
  judged.verdicts_as_of,
  decided.body AS decision,
  decided.author AS decided_by,
  decided.created_at AS decided_at,
  decided.note_id AS decision_id
FROM standing
LEFT JOIN configured ON configured.experiment_key = standing.experiment_key
LEFT JOIN judged ON judged.experiment_key = standing.experiment_key
LEFT JOIN decided ON decided.experiment_key = standing.experiment_key
WHERE standing.kind = 'learning';
