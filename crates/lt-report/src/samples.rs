//! One row of CSV a sample, written while the stream is read.

use std::path::{Path, PathBuf};

use anyhow::Context;
use lt_cli::{OutputFile, message};
use lt_sample::{Micros, Record, Sample};
use serde::Serializer as _;
use serde_json::Serializer;

use crate::locust::Csv;

/// In the order of the stream, in its words: response time first among the times, bytes with their unit.
const COLUMNS: [&str; 31] = [
    "run",
    "at_us",
    "method",
    "name",
    "status",
    "outcome",
    "response_us",
    "delay_us",
    "ttfb_us",
    "service_us",
    "sent_bytes",
    "received_bytes",
    "user",
    "iter",
    "step",
    "scenario",
    "journey",
    "stage",
    "phase",
    "host",
    "http",
    "dns_us",
    "connect_us",
    "tls_us",
    "hops",
    "retries",
    "failed",
    "error",
    "fault",
    "tags",
    "metrics",
];

/// The table of all samples: warm-up, injected faults, dropped and cancelled ones too, told apart by their columns.
pub(crate) struct Samples {
    file: OutputFile,
    name: PathBuf,
    csv: Csv,
    /// JSON of one cell.
    json: Vec<u8>,
    framed: u64,
}

impl Samples {
    pub(crate) fn create(name: &Path) -> anyhow::Result<Self> {
        let mut csv = Csv::default();
        csv.header(COLUMNS);
        Ok(Self {
            file: OutputFile::create(name)?,
            name: name.to_owned(),
            csv,
            json: Vec::new(),
            framed: 0,
        })
    }

    /// Writes the row of a sample; of frames, which have none, only counts what is in them.
    pub(crate) fn add(&mut self, record: &Record<'_>) -> anyhow::Result<()> {
        match record {
            Record::Sample(sample) => self.write_row(sample),
            Record::Frame(frame) => {
                self.framed = self.framed.saturating_add(frame.tally.n);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn commit(mut self) -> anyhow::Result<()> {
        self.csv
            .hand_on_all(&mut self.file)
            .with_context(|| format!("cannot write `{}`", self.name.display()))?;
        self.file.commit()?;
        if self.framed > 0 {
            let (n, name) = (self.framed, self.name.display());
            let text = format!(
                "`{name}` lacks {n} requests that were folded into frames; only samples are rows"
            );
            message::note("lt-report", text);
        }
        Ok(())
    }

    fn write_row(&mut self, sample: &Sample<'_>) -> anyhow::Result<()> {
        let Self { csv, json, .. } = self;
        write_request(csv, sample);
        write_origin(csv, sample);
        let times = [sample.dns_us, sample.connect_us, sample.tls_us];
        times.into_iter().for_each(|time| write_time(csv, time));
        csv.plain(sample.hops).plain(sample.retries);
        let (failed, tags, metrics) = (&sample.failed, &sample.tags, &sample.metrics);
        write_json(csv, json, failed, |json| json.collect_seq(failed))?;
        write_text(csv, sample.error.as_deref());
        write_text(csv, sample.fault.as_deref());
        let pairs = tags.iter().map(|(key, value)| (key, value));
        write_json(csv, json, tags, |json| json.collect_map(pairs))?;
        let pairs = metrics.iter().map(|(key, values)| (key, values));
        write_json(csv, json, metrics, |json| json.collect_map(pairs))?;
        csv.end_row();
        csv.hand_on(&mut self.file)
            .with_context(|| format!("cannot write `{}`", self.name.display()))
    }
}

fn write_request(csv: &mut Csv, sample: &Sample<'_>) {
    csv.plain(sample.run).plain(sample.at_us.0);
    csv.text(&sample.method).text(&sample.name);
    csv.maybe(sample.status).text(sample.outcome.as_str());
    let times = [
        sample.response_time(),
        sample.delay_us,
        sample.ttfb_us,
        sample.service_us,
    ];
    times.into_iter().for_each(|time| write_time(csv, time));
    csv.plain(sample.sent).plain(sample.received);
}

fn write_origin(csv: &mut Csv, sample: &Sample<'_>) {
    csv.maybe(sample.user).maybe(sample.iter).maybe(sample.step);
    write_text(csv, sample.scenario.as_deref());
    write_text(csv, sample.journey.as_deref());
    csv.maybe(sample.stage);
    write_text(csv, sample.phase.as_deref());
    write_text(csv, sample.host.as_deref());
    write_text(csv, sample.http.as_deref());
}

fn write_time(csv: &mut Csv, time: Option<Micros>) {
    csv.maybe(time.map(|Micros(us)| us));
}

fn write_text(csv: &mut Csv, text: Option<&str>) {
    csv.text(text.unwrap_or_default());
}

/// What has several values stands in one cell as JSON, and no value is an empty cell.
fn write_json<T>(
    csv: &mut Csv,
    json: &mut Vec<u8>,
    values: &[T],
    write: impl FnOnce(&mut Serializer<&mut Vec<u8>>) -> serde_json::Result<()>,
) -> anyhow::Result<()> {
    json.clear();
    if !values.is_empty() {
        write(&mut Serializer::new(&mut *json))?;
    }
    csv.text(std::str::from_utf8(json)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use lt_sample::{Folder, OnBadLine, read_records};

    use super::*;
    use crate::tests::{OK, RUN, SMALL, sample, stream};

    fn table(stream: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("samples.csv");
        let mut samples = Samples::create(&name).unwrap();
        read_records(stream.as_bytes(), "test", OnBadLine::Stop, |line| {
            samples.add(&line.record).unwrap();
            Ok::<_, lt_sample::ReadError>(())
        })
        .unwrap();
        samples.commit().unwrap();
        fs::read_to_string(name).unwrap()
    }

    #[test]
    fn every_sample_has_a_row_whatever_became_of_it() {
        insta::assert_snapshot!(table(SMALL).replace("\r\n", "\n"), @r"
        run,at_us,method,name,status,outcome,response_us,delay_us,ttfb_us,service_us,sent_bytes,received_bytes,user,iter,step,scenario,journey,stage,phase,host,http,dns_us,connect_us,tls_us,hops,retries,failed,error,fault,tags,metrics
        k3x9a2bc,1763718000500000,GET,/items,200,ok,10000,100,9000,9900,0,500,,,,,,,warmup,,,,,,0,0,,,,,
        k3x9a2bc,1763718001000000,GET,/items,200,ok,2000,100,1800,1900,0,500,,,,,,,,,,,,,0,0,,,,,
        k3x9a2bc,1763718001250000,GET,/items,200,ok,4000,0,3600,4000,0,500,,,,,,,,,,,,,0,0,,,,,
        k3x9a2bc,1763718001500000,POST,/orders,500,http_error,90000,0,80000,90000,120,20,,,,,,,,,,,,,0,0,,,,,
        k3x9a2bc,1763718002000000,POST,/orders,,connect_error,1000,200,,800,0,0,,,,,,,,,,,,,0,0,,connection refused,,,
        k3x9a2bc,1763718002100000,POST,/orders,,dropped,,,,,0,0,,,,,,,,,,,,,0,0,,,,,
        ");
    }

    #[test]
    fn what_was_folded_has_no_row_and_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let mut samples = Samples::create(&folder.path().join("samples.csv")).unwrap();
        let mut folded = Folder::default();
        let line = sample(0, OK);
        let Record::Sample(one) = Record::parse(line.as_bytes()).unwrap() else {
            panic!("a sample")
        };
        (0..3).for_each(|_| folded.add_sample(&one));
        for frame in folded.take_all() {
            samples.add(&Record::Frame(Box::new(frame))).unwrap();
        }
        assert_eq!(samples.framed, 3);
        samples.commit().unwrap();
        let text = fs::read_to_string(folder.path().join("samples.csv")).unwrap();
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn a_row_has_a_cell_for_each_column_and_text_stays_text() {
        let all = r#""method":"=GET","name":"/a,b","status":200,"outcome":"check_failed","delay_us":1,"ttfb_us":2,"service_us":3,"sent":4,"received":5,"user":6,"iter":7,"step":8,"scenario":"-s","journey":"\n","stage":9,"phase":"warmup","host":"x:1","http":"2","dns_us":10,"connect_us":11,"tls_us":12,"hops":13,"retries":14,"failed":["a == \"b\""],"error":"@e","fault":"+f","tags":{"pod":"x,\t"},"metrics":{"gap_us":[1,2],"ttft_us":3}"#;
        let text = table(&stream(&[RUN.to_owned(), sample(0, all)]));
        let row = text.lines().nth(1).unwrap();
        assert_eq!(
            row,
            r#"k3x9a2bc,1763718000000000,'=GET,"/a,b",200,check_failed,4,1,2,3,4,5,6,7,8,'-s,�,9,warmup,x:1,2,10,11,12,13,14,"[""a == \""b\""""]",'@e,'+f,"{""pod"":""x,\t""}","{""gap_us"":[1,2],""ttft_us"":3}""#
        );
    }
}
