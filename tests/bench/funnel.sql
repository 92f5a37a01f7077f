-- From step to step the earliest event that is not before the previous one. FILE is read once.
create temp table e as select id, stage, time from read_csv('FILE',
    columns = {'id': 'varchar', 'stage': 'varchar', 'time': 'timestamp'}, header = true);
create temp table s1 as select id, min(time) t from e where stage = 'Lead' group by id;
create temp table s2 as select id, min(time) t from e join s1 using (id) where stage = 'MQL' and time >= t group by id;
create temp table s3 as select id, min(time) t from e join s2 using (id) where stage = 'SQL' and time >= t group by id;
create temp table s4 as select id, min(time) t from e join s3 using (id) where stage = 'Opportunity' and time >= t group by id;
create temp table s5 as select id, min(time) t from e join s4 using (id) where stage = 'Won' and time >= t group by id;
select 1, count(*) from s1 union all select 2, count(*) from s2
union all select 3, count(*) from s3 union all select 4, count(*) from s4
union all select 5, count(*) from s5 order by 1;
