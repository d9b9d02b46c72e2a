use super::*;

mod k6;
mod properties;
mod wrong;

/// Every example of the documentation.
fn examples() -> Vec<String> {
    let text = include_str!("../../../../docs/thresholds.md");
    let blocks = text.split("```threshold\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split("```").next());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

#[test]
fn the_examples_of_the_language_are_thresholds() {
    let examples = examples();
    assert!(examples.len() > 15);
    for line in &examples {
        parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

#[test]
fn names_units_and_signs_mean_what_they_say() {
    let check = |written: &str, shown: &str, value: f64| {
        let threshold = parse(written).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(threshold.to_string(), shown);
        assert!(
            (threshold.rule.limit.value().unwrap() - value).abs() < 1e-12 * value,
            "{written}"
        );
    };
    check(
        "response_time p(95)<200ms",
        "response_time p(95)<200ms",
        200_000.0,
    );
    check(" p95 < 200 ms ", "response_time p(95)<200ms", 200_000.0);
    check(
        "p( 99.90 )<=1.50s",
        "response_time p(99.9)<=1.5s",
        1_500_000.0,
    );
    check("latency max<2m", "response_time max<2m", 120_000_000.0);
    check("latency med>007us", "response_time med>7us", 7.0);
    check("service_time min>=250ns", "service_time min>=250ns", 0.25);
    check("ttfb stddev<0.5ms", "ttfb stddev<0.5ms", 500.0);
    check("connect avg!=3\u{b5}s", "connect avg!=3us", 3.0);
    check("connect avg!=3\u{3bc}s", "connect avg!=3us", 3.0);
    check(
        "http_req_duration p(95)<500",
        "response_time p(95)<500ms",
        500_000.0,
    );
    check(
        "http_req_duration p(95)<0.5s",
        "response_time p(95)<0.5s",
        500_000.0,
    );
    check("http_req_waiting avg<5", "ttfb avg<5ms", 5_000.0);
    check("errors rate<0.3%", "errors rate<0.3%", 0.003);
    check("http_req_failed rate<0.01", "errors rate<0.01", 0.01);
    check("errors count===3", "errors count==3", 3.0);
    check("requests rate>=80rps", "requests rate>=80rps", 80.0);
    check("requests rate>=90/m", "requests rate>=90/m", 1.5);
    check("http_reqs rate>100", "requests rate>100/s", 100.0);
    check("dropped_iterations count<1", "dropped count<1", 1.0);
    check(
        r#"errors { status : 5* , endpoint:"GET /a,{b}\"" , method:GET } rate<1%"#,
        r#"errors{endpoint:"GET /a,{b}\"",method:GET,status:5*} rate<1%"#,
        0.01,
    );
    check(
        "errors{endpoint:GET /health/}count==1",
        r#"errors{endpoint:"GET /health/"} count==1"#,
        1.0,
    );
    check("dropped rate<1%", "dropped rate<1%", 0.01);
    check("bytes_in count<1.5KiB", "bytes_in count<1.5KiB", 1536.0);
    check("bytes_out rate>2MB/s", "bytes_out rate>2MB/s", 2e6);
    check("data_sent count<3", "bytes_out count<3B", 3.0);
    check(
        "metric{name:ttft_us} p(95)<800ms",
        "metric{name:ttft_us} p(95)<800ms",
        800_000.0,
    );
    check(
        "metric{name:tokens} max<4000.5",
        "metric{name:tokens} max<4000.5",
        4000.5,
    );
    check(
        "gauge{label.pod:a*,source:kubernetes,name:memory} max<=512MiB",
        "gauge{name:memory,source:kubernetes,label.pod:a*} max<=512MiB",
        512.0 * 1024.0 * 1024.0,
    );
    check(
        "response_time apdex( 500 ms ) >= 0.85",
        "response_time apdex(500ms)>=0.85",
        0.85,
    );
    check(
        "errors{label.git_sha:4f*,tag.flow:checkout,stage:1,level:Heavy,journey:b,scenario:a} rate<1%",
        "errors{stage:1,scenario:a,journey:b,level:Heavy,tag.flow:checkout,label.git_sha:4f*} rate<1%",
        0.01,
    );
}

#[test]
fn a_number_is_the_nearest_that_floating_point_has() {
    let value = |text: &str| parse(text).unwrap().rule.limit.value().unwrap();
    assert_eq!(value("p(95)<1.005ms").to_bits(), 1005.0_f64.to_bits());
    assert_eq!(value("errors rate<0.3%").to_bits(), 0.003_f64.to_bits());
    assert_eq!(value("errors rate<7%").to_bits(), 0.07_f64.to_bits());
}

#[test]
fn a_selector_of_a_table_is_alone() {
    let error = parse_selector("errors rate<1%").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`rate<1%` does not belong to it; write each rule by itself"
    );
    let named = parse_selector("http_req_duration{method:GET}").unwrap();
    assert_eq!(parse_rule("max<5", &named).unwrap().to_string(), "max<5ms");
}

#[test]
fn the_same_demand_is_recognised_however_it_is_written() {
    let same = |a: &str, b: &str| parse(a).unwrap().demands_the_same_as(&parse(b).unwrap());
    assert!(same("latency p95<1s", "response_time p(95) < 1000ms"));
    assert!(same("errors rate<1%", "http_req_failed rate<0.01"));
    assert!(same("max<base+10%", "max < base + 10.0%"));
    assert!(same("max<base + 1s", "max<base + 1000ms"));
    assert!(!same("max<base+10%", "max<base-10%"));
    assert!(!same("max<base+10%", "max<base+10us"));
    assert!(!same("max<base*2", "max<2ms"));
    assert!(!same("p(95)<1s", "p(95)<=1s"));
    assert!(!same("p(95)<1s", "p(95)<2s"));
    assert!(!same("p(95)<1s", "response_time{method:GET} p(95)<1s"));
}
